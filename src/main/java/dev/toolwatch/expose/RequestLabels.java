package dev.toolwatch.expose;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Limits what clients can write into labels of {@code http_server_requests_seconds}: methods that do
 * not exist are one, and so are the paths of requests that were refused, which need not exist
 * either. Thread-safe.
 */
@Singleton
class RequestLabels implements MeterFilter {
  private static final String METER = "http.server.requests";

  /** RFC 9110, "Methods", and PATCH of RFC 5789. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  /** As OpenTelemetry's semantic conventions have it ("HTTP server span", http.request.method). */
  private static final Tag OTHER_METHOD = Tag.of("method", "_OTHER");

  /** What can be posted with success: OTLP and health over gRPC, OTLP over HTTP, and to the API. */
  private static final Pattern POSTED =
      Pattern.compile(
          "/opentelemetry\\.proto\\.collector\\.(trace|metrics|logs)\\.v1"
              + "\\.(Trace|Metrics|Logs)Service/Export"
              + "|/grpc\\.health\\.v1\\.Health/(Check|Watch)"
              + "|/v1/(traces|metrics|logs)"
              + "|/api/v1/(maintenance-windows|alerts|session)"
              + "|/api/v1/errors/\\{fingerprint}/(resolve|ignore|reopen)"
              + "|REFUSED|UNKNOWN|NOT_FOUND|REDIRECTION");

  private static final Tag REFUSED = Tag.of("uri", "REFUSED");

  @Override
  public Meter.Id map(Meter.Id id) {
    if (!id.getName().equals(METER)) {
      return id;
    }
    String method = id.getTag(OTHER_METHOD.getKey());
    Meter.Id bounded = method == null || METHODS.contains(method) ? id : id.withTag(OTHER_METHOD);
    return isRefused(id, method) ? bounded.withTag(REFUSED) : bounded;
  }

  /** gRPC, which is always posted, refuses with status 200. */
  private static boolean isRefused(Meter.Id id, String method) {
    String outcome = id.getTag("outcome");
    String uri = id.getTag(REFUSED.getKey());
    return "CLIENT_ERROR".equals(outcome)
        || "SUCCESS".equals(outcome)
            && "POST".equals(method)
            && uri != null
            && !POSTED.matcher(uri).matches();
  }
}
