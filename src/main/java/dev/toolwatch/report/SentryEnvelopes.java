package dev.toolwatch.report;

import io.sentry.Hint;
import io.sentry.ITransportFactory;
import io.sentry.RequestDetails;
import io.sentry.SentryClient;
import io.sentry.SentryEnvelope;
import io.sentry.SentryEvent;
import io.sentry.SentryOptions;
import io.sentry.protocol.SdkVersion;
import io.sentry.transport.ITransport;
import io.sentry.transport.RateLimiter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/**
 * Puts events into envelopes by a client of Sentry's SDK that sends nothing, and adds nothing of this
 * process: no threads, modules, host or device. Not thread-safe, except for what it knows of the
 * requests.
 */
final class SentryEnvelopes {
  private final SentryClient client;
  private final Capture capture;

  /** Keeps the envelope that the client hands over instead of sending it. */
  private static final class Capture implements ITransport {
    private final SentryOptions options;
    private final RequestDetails request;
    private byte[] envelope;

    Capture(SentryOptions options, RequestDetails request) {
      this.options = options;
      this.request = request;
    }

    @Override
    public void send(SentryEnvelope given, Hint hint) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        options.getSerializer().serialize(given, out);
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
      envelope = out.toByteArray();
    }

    @Override
    public void flush(long timeoutMillis) {
      // nothing waits here
    }

    @Override
    public RateLimiter getRateLimiter() {
      return null; // the SDK's own limits are not used: whoever sends obeys those of the answers
    }

    @Override
    public void close(boolean restarting) {
      // nothing is open
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  /** Makes the transport, and remembers it. */
  private static final class Captures implements ITransportFactory {
    private Capture made;

    @Override
    public ITransport create(SentryOptions options, RequestDetails request) {
      made = new Capture(options, request);
      return made;
    }
  }

  /**
   * @param version of Toolwatch
   */
  SentryEnvelopes(SentryDsn dsn, String version) {
    SentryOptions options = new SentryOptions();
    options.setDsn(dsn.text());
    options.setSentryClientName("toolwatch/" + version);
    options.setSdkVersion(new SdkVersion("toolwatch", version));
    options.getEventProcessors().clear();
    options.setSendClientReports(false);
    options.setEnableExternalConfiguration(false);
    Captures captures = new Captures();
    options.setTransportFactory(captures);
    client = new SentryClient(options);
    capture = captures.made;
  }

  /** Where envelopes are to be posted. */
  String url() {
    return capture.request.getUrl().toString();
  }

  /** The headers of the request, with the key. */
  Map<String, String> headers() {
    return capture.request.getHeaders();
  }

  /** The envelope of an event. */
  byte[] envelope(SentryEvent event) {
    capture.envelope = null;
    client.captureEvent(event, null, new Hint());
    if (capture.envelope == null) {
      throw new IllegalStateException("Sentry's SDK has made no envelope");
    }
    return capture.envelope;
  }
}
