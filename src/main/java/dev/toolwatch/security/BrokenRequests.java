package dev.toolwatch.security;

import io.netty.handler.codec.DecoderException;
import io.quarkus.logging.LoggingFilter;
import io.vertx.core.http.HttpClosedException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps connections that end or are no HTTP in the middle of a request out of the log, where Quarkus
 * has an error for each: peers send as many as they like. application.properties names it.
 */
@LoggingFilter(name = "broken-requests")
public final class BrokenRequests implements Filter {
  @Override
  public boolean isLoggable(LogRecord line) {
    return !(line.getThrown() instanceof HttpClosedException
        || line.getThrown() instanceof DecoderException);
  }
}
