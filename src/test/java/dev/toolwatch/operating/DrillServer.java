package dev.toolwatch.operating;

import static dev.toolwatch.testing.Requests.attribute;

import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An MCP server as noisy as real ones: its agents make several calls in a row, some of them wrongly;
 * one operation in two thousand fails, and at times three in a row; some take much longer than most.
 * One thread asks for its spans; another may break it.
 */
final class DrillServer {
  private static final List<String> TOOLS = List.of("find", "update", "list", "export");
  private static final double CALLS_IN_A_ROW = 4;
  private static final double FAILURES = 0.0005;
  private static final double MISTAKES = 0.03;
  private static final double OUTLIERS = 0.01;
  private static final double BETWEEN_BLIPS_SECONDS = 1_800;

  private final String name;
  private final double callsPerSecond;
  private final SplittableRandom random;
  private volatile Fault fault = Fault.NONE;
  private volatile Instant brokenSince = Instant.MAX;
  private volatile Instant firstBad = Instant.MAX;
  private int failuresToCome;

  /**
   * @param callsPerSecond at the pace of the clock
   */
  DrillServer(String name, double callsPerSecond, long seed) {
    this.name = name;
    this.callsPerSecond = callsPerSecond;
    random = new SplittableRandom(seed);
  }

  String name() {
    return name;
  }

  void breaks(Fault next, Instant since) {
    firstBad = next == Fault.SILENT ? since : Instant.MAX;
    brokenSince = since;
    fault = next;
  }

  void isRepaired() {
    fault = Fault.NONE;
  }

  /** When the first call ended that its fault had spoilt; {@link Instant#MAX} if none has yet. */
  Instant firstBad() {
    return firstBad;
  }

  /**
   * The spans of calls that end between two moments.
   *
   * @param factor how many times faster than the clock the server works
   */
  List<Span.Builder> spans(Instant from, Instant to, int factor) {
    List<Span.Builder> spans = new ArrayList<>();
    double seconds = Duration.between(from, to).toNanos() / 1e9;
    double rows = callsPerSecond * factor / CALLS_IN_A_ROW;
    for (double at = gap(rows); at < seconds; at += gap(rows)) {
      Instant end = from.plusNanos((long) (at * 1e9));
      if (fault != Fault.SILENT || end.isBefore(brokenSince)) {
        // A geometric number of calls, with that mean.
        do {
          call(spans, end);
        } while (random.nextDouble() >= 1 / CALLS_IN_A_ROW);
      }
    }
    return spans;
  }

  private double gap(double perSecond) {
    return -Math.log(1 - random.nextDouble()) / perSecond;
  }

  private void call(List<Span.Builder> spans, Instant end) {
    int tool = random.nextInt(TOOLS.size());
    boolean spoilt = tool == 0 && fault != Fault.NONE && !end.isBefore(brokenSince);
    double seconds = 0.08 * Math.exp(0.5 * gauss());
    if (spoilt && fault == Fault.SLOW_TOOL) {
      seconds += 3 + random.nextDouble();
    } else if (random.nextDouble() < OUTLIERS) {
      seconds += 2 + random.nextDouble();
    }
    if (random.nextDouble() * BETWEEN_BLIPS_SECONDS * callsPerSecond < 1) {
      failuresToCome = 3;
    }
    boolean fails = (spoilt && fault != Fault.SLOW_TOOL) || failsByItself();
    boolean mistaken = !fails && random.nextDouble() < MISTAKES;
    if (spoilt && end.isBefore(firstBad)) {
      firstBad = end;
    }
    Span.Builder span = span(Requests.toolCall(TOOLS.get(tool), Duration.ZERO), end, seconds);
    if (fails) {
      Requests.failed(span, "java.io.IOException");
    } else if (mistaken) {
      Requests.failed(span, "-32602")
          .addAttributes(attribute("rpc.response.status_code", "-32602"));
    }
    spans.add(span);
    spans.add(query(span, tool, end, seconds, spoilt));
  }

  /** What the tool asks its database; all others do with what they remember when it is dead. */
  private Span.Builder query(
      Span.Builder parent, int tool, Instant end, double seconds, boolean spoilt) {
    Span.Builder query =
        span(Requests.otherSpan(Duration.ZERO), end, seconds / 2)
            .setName("SELECT " + TOOLS.get(tool))
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setTraceId(parent.getTraceId())
            .setParentSpanId(parent.getSpanId())
            .addAttributes(attribute("db.system.name", "postgresql"))
            .addAttributes(attribute("server.address", "db.example"));
    return spoilt && fault == Fault.DEAD_DEPENDENCY ? Requests.failed(query, "08006") : query;
  }

  private boolean failsByItself() {
    if (failuresToCome > 0) {
      failuresToCome--;
      return true;
    }
    return random.nextDouble() < FAILURES;
  }

  private Span.Builder span(Span.Builder span, Instant end, double seconds) {
    long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, end);
    return span.setTraceId(Requests.id(random.nextLong(), random.nextLong() | 1))
        .setSpanId(Requests.id(random.nextLong() | 1))
        .setStartTimeUnixNano(nanos - (long) (seconds * 1e9))
        .setEndTimeUnixNano(nanos);
  }

  /** A standard normal deviate (Box and Muller). */
  private double gauss() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
