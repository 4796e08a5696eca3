package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.toolwatch.signal.ProbeMark;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The trace of one check (W3C, "Trace Context"), whose requests are marked as those of a probe. It is
 * sampled: a server that samples by its callers' decision sends the spans of every check. The tracestate
 * says that all of them are sent, so that nothing counts one of them for several. For one thread.
 */
final class ProbeTrace {
  /** A rejection threshold of 0, which says that all are kept (OpenTelemetry, "TraceState"). */
  private static final String TRACE_STATE = ProbeMark.TRACE_STATE + ",ot=th:0";

  private final String traceId = hex() + hex();

  /** What goes with one request. */
  record Context(String traceparent) {
    void addTo(Map<String, String> headers) {
      headers.put("traceparent", traceparent);
      headers.put("tracestate", TRACE_STATE);
    }

    /** SEP-414: the context goes into a message's {@code _meta}, under the same names. */
    void addTo(ObjectNode meta) {
      meta.put("traceparent", traceparent).put("tracestate", TRACE_STATE);
    }
  }

  Context next() {
    return new Context("00-" + traceId + "-" + hex() + "-01");
  }

  /** 16 random digits, not all zero. */
  private static String hex() {
    long random = ThreadLocalRandom.current().nextLong();
    return HexFormat.of().toHexDigits(random == 0 ? 1 : random);
  }
}
