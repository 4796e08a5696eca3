package dev.toolwatch.forward;

import java.net.URI;
import java.util.Map;

/**
 * Where the messages of an {@link Outbox} go to, and what its answers mean. Thread-safe: asked by the
 * outbox's thread and by event loops.
 */
public interface Mailbox {
  /** The name in log lines, also that of the directory of what waits. */
  String name();

  /** The URL to post to, http or https, without secrets. */
  URI url();

  /** The headers of every request. Secrets belong here: they are neither logged nor kept. */
  Map<String, String> headers();

  /** Whether requests are compressed by gzip. */
  boolean gzip();

  /** The settings to check if it refuses messages. */
  String settings();

  /** How long it has asked not to be sent anything from now on, in milliseconds; 0 if it has not. */
  long pauseMillis();

  /** What an answer means for the message that was sent. */
  SendResult meaning(HttpAnswer answer);
}
