package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.wire.Text;

/**
 * Turns data points of the metrics {@code mcp.server.operation.duration} and {@code
 * mcp.client.operation.duration} into operations, for one event loop. Not thread-safe.
 */
public final class PointRecogniser {
  private static final byte[] SERVER = "mcp.server.operation.duration".getBytes(US_ASCII);
  private static final byte[] CLIENT = "mcp.client.operation.duration".getBytes(US_ASCII);

  /**
   * What the C# SDK sends as the method of messages that are not requests: the responses it
   * receives.
   */
  private static final byte[] NO_METHOD = "unknownMethod".getBytes(US_ASCII);

  /** Emitters that have another key for it, such as OpenLIT, do not put the method there. */
  private static final FirstOf METHOD = new FirstOf(AttributeKey.MCP_METHOD_NAME);

  private static final byte[] SECONDS = "s".getBytes(US_ASCII);
  private static final byte[] MILLISECONDS = "ms".getBytes(US_ASCII);
  private static final byte[] MICROSECONDS = "us".getBytes(US_ASCII);
  private static final byte[] MICRO_SIGN_SECONDS = "\u00b5s".getBytes(UTF_8);
  private static final byte[] NANOSECONDS = "ns".getBytes(US_ASCII);

  private final ReportedMetrics metrics;
  private final ServiceBudget services;
  private final KnownTools tools;
  private final NameCache names = new NameCache();
  private final FailureClassifier failure = new FailureClassifier();

  PointRecogniser(ReportedMetrics metrics, ServiceBudget services, KnownTools tools) {
    this.metrics = metrics;
    this.services = services;
    this.tools = tools;
  }

  /** Whether this is one of the two metrics. */
  public static boolean wants(Text metric) {
    return metric.is(SERVER) || metric.is(CLIENT);
  }

  /**
   * Takes a point of a {@linkplain #wants wanted} metric. Its request must have been validated.
   *
   * @param service its name as sent
   * @param into receives one of the counted operations if the result is COUNTED; the others differ
   *     from it only in their durations
   * @param durations receives those durations
   */
  public PointDisposition recognise(
      ServiceId service,
      HistogramPoint point,
      long nowMillis,
      Operation into,
      Distribution durations) {
    PointDisposition disposition = judge(service, point, nowMillis, into, durations);
    metrics.disposed(disposition);
    return disposition;
  }

  private PointDisposition judge(
      ServiceId service,
      HistogramPoint point,
      long nowMillis,
      Operation into,
      Distribution durations) {
    point.distribution().unitsPerSecond(unitsPerSecond(point));
    if (point.defect() != null) {
      return PointDisposition.DEFECTIVE;
    }
    Text method = METHOD.in(point.attributes());
    // A point without a method says less than the spans do, so they must go on counting.
    if (method == null || method.is(NO_METHOD)) {
      return PointDisposition.OTHER;
    }
    Side side = point.metric().is(CLIENT) ? Side.CLIENT : Side.SERVER;
    // Not earlier: points that are not counted must not use the budget of services.
    ServiceId label = services.admit(service);
    PointDisposition disposition = metrics.take(label, side, point, nowMillis, durations);
    if (disposition == PointDisposition.COUNTED) {
      into.begin(label, point.timeNanos());
      into.side(side);
      describe(point.attributes(), into);
    }
    return disposition;
  }

  /** From the unit of the metric; without one, the conventions' unit, seconds. */
  private static double unitsPerSecond(HistogramPoint point) {
    Text unit = point.unit();
    if (unit.isEmpty() || unit.is(SECONDS)) {
      return 1;
    }
    if (unit.is(MILLISECONDS)) {
      return 1e3;
    }
    if (unit.is(MICROSECONDS) || unit.is(MICRO_SIGN_SECONDS)) {
      return 1e6;
    }
    if (!unit.is(NANOSECONDS)) {
      point.defect("the unit must be s, ms, us or ns");
    }
    return 1e9;
  }

  private void describe(Attributes attributes, Operation into) {
    into.method(Methods.of(METHOD.in(attributes)));
    if (into.method().equals(Methods.TOOLS_CALL)) {
      into.tool(Reading.TOOL.in(attributes, names));
    } else if (into.method().equals(Methods.PROMPTS_GET)) {
      into.prompt(Reading.PROMPT.in(attributes, names));
    }
    failure.classify(attributes, names, into);
    tools.label(into, failure.isUnknownTarget());
  }
}
