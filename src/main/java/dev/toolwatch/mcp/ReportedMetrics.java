package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.ForwardMillis;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Finds what is new in each data point of services' own metrics, whichever event loop receives it.
 * Thread-safe by one lock, which is enough because points are few compared with spans. The number
 * of tracked streams is limited.
 */
@TenantScoped
public class ReportedMetrics implements MetricSource {
  private static final Logger LOG = Logger.getLogger(ReportedMetrics.class);

  private static final int MEMORY_VERSION = 1;
  private static final long WARN_MILLIS = 600_000;

  private final ReportedMetricsSettings settings;
  private final Sources sources;
  private final long createdMillis;

  /** Also the lock that guards all streams. */
  private final MetricStreams streams;

  /** For how long streams are used and unused; guarded as the streams are. */
  private final ForwardMillis time = new ForwardMillis();

  private final LongAdder[] dispositions;
  private long warnedMillis;

  /** The streams of logs. */
  private final List<ReportedMetrics> ofLogs = new CopyOnWriteArrayList<>();

  @Inject
  ReportedMetrics(ReportedMetricsSettings settings, Sources sources, InstantSource clock) {
    this.settings = settings;
    this.sources = sources;
    createdMillis = clock.millis();
    streams = new MetricStreams(settings.maxMetricStreams(), this::forgotten);
    dispositions = new LongAdder[PointDisposition.values().length];
    Arrays.setAll(dispositions, disposition -> new LongAdder());
  }

  private ReportedMetrics(ReportedMetrics of, int logs) {
    settings = of.settings;
    sources = of.sources;
    createdMillis = of.createdMillis;
    streams = new MetricStreams(Math.max(1, settings.maxMetricStreams() / logs), this::forgotten);
    dispositions = of.dispositions;
  }

  /**
   * Opens the streams of a log. What services are counted from stays one thing.
   *
   * @param logs how many share the limits
   */
  public ReportedMetrics openLog(int logs) {
    ReportedMetrics log = new ReportedMetrics(this, logs);
    ofLogs.add(log);
    return log;
  }

  /** Forgets the streams of a log. */
  public void closeLog(ReportedMetrics log) {
    ofLogs.remove(log);
  }

  /** Changes whenever a point has moved a stream. */
  long changes() {
    synchronized (streams) {
      return streams.changes();
    }
  }

  /** What is known of all streams, for the memory of a log. */
  byte[] save() {
    CheckpointWriter state = new CheckpointWriter(MEMORY_VERSION);
    synchronized (streams) {
      streams.save(state);
    }
    return state.toBytes();
  }

  /**
   * Goes on from a memory. Called before any point is taken.
   *
   * @param saved what {@link #save} returned
   * @param savedSources what services were counted from
   */
  void restore(byte[] saved, byte[] savedSources) {
    sources.restore(savedSources);
    CheckpointReader state = new CheckpointReader(saved, MEMORY_VERSION);
    synchronized (streams) {
      streams.restore(state);
    }
    state.end();
  }

  private int tracked() {
    synchronized (streams) {
      return streams.size();
    }
  }

  /** What each service is counted from. */
  public Sources sources() {
    return sources;
  }

  /**
   * Takes a point whose request has been validated.
   *
   * @param service its name as labelled
   * @param news receives what is to be counted if the result is COUNTED
   */
  PointDisposition take(
      ServiceId service, Side side, HistogramPoint point, long nowMillis, Distribution news) {
    ServiceSource source = sources.of(service, side);
    if (!source.takesPoints()) {
      return PointDisposition.UNUSED;
    }
    StreamKey key = StreamKey.of(service, side, point);
    synchronized (streams) {
      long useMillis = time.at(nowMillis);
      streams.forgetIdle(useMillis);
      MetricStream known = streams.find(key, useMillis);
      MetricStream stream = known != null ? known : streams.continued(key, useMillis);
      if (point.hasNoRecordedValue()) {
        // Keep the values: if the stream continues after a pause, only the difference counts.
        return PointDisposition.ENDED;
      }
      if (stream != null && stream.hasPassed(point, nowMillis)) {
        return PointDisposition.REPEATED;
      }
      if (!streams.hasRoomFor(stream, point)) {
        warn(useMillis);
        return PointDisposition.OVER_LIMIT;
      }
      Coverage covered = source.pointArrived(point.timeNanos(), nowMillis);
      MetricStream followed =
          stream == null
              ? streams.open(key, point.timeNanos(), covered.epoch(), useMillis)
              : stream;
      followed.process().exported(covered.epoch(), point.timeNanos());
      boolean counts =
          stream == null ? isWhole(source, followed, point, covered) : goesOn(followed, covered);
      streams.advance(followed, point, covered.epoch(), counts ? news : null);
      if (counts) {
        return PointDisposition.COUNTED;
      }
      boolean lost = stream == null && covered.from() == 0 && StreamKey.hasUnknownStart(point);
      return lost && point.distribution().total() > 0
          ? PointDisposition.UNKNOWN_START
          : PointDisposition.BASELINE;
    }
  }

  /** Whether the difference to the stream's last point is to be counted. */
  private static boolean goesOn(MetricStream stream, Coverage covered) {
    // In another epoch, spans were counted since the last point.
    return stream.epoch() == covered.epoch() || !isBefore(stream.latestNanos(), covered.from());
  }

  /** Whether everything in the first point of a stream is still to be counted. */
  private static boolean isWhole(
      ServiceSource source, MetricStream stream, HistogramPoint point, Coverage covered) {
    long start = point.startNanos();
    boolean unknownStart = StreamKey.hasUnknownStart(point);
    boolean cumulative = stream.key().isCumulative();
    boolean later = cumulative && stream.process().exportedBefore(point.timeNanos());
    boolean mayHaveBeenForgotten = cumulative && isBefore(start, source.forgottenNanos());
    return later || !unknownStart && !isBefore(start, covered.from()) && !mayHaveBeenForgotten;
  }

  private static boolean isBefore(long nanos, long other) {
    return Long.compareUnsigned(nanos, other) < 0;
  }

  private void forgotten(MetricStream stream) {
    if (stream.key().isCumulative()) {
      sources.forgot(stream.key(), stream.latestNanos());
    }
  }

  private void warn(long nowMillis) {
    if (nowMillis - warnedMillis >= WARN_MILLIS) {
      warnedMillis = nowMillis;
      LOG.warnf(
          "%d streams of services' own metrics are tracked, the maximum"
              + " (toolwatch.mcp.max-metric-streams). Data points of further streams are refused.",
          streams.limit());
    }
  }

  /** Counts what became of a point whose request has been validated. */
  void disposed(PointDisposition disposition) {
    dispositions[disposition.ordinal()].increment();
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<CounterSample> points = new ArrayList<>();
    for (PointDisposition disposition : PointDisposition.values()) {
      points.add(
          new CounterSample(
              Labels.of("disposition", disposition.label()),
              dispositions[disposition.ordinal()].sum(),
              createdMillis,
              Exemplar.NONE));
    }
    int size = tracked() + ofLogs.stream().mapToInt(ReportedMetrics::tracked).sum();
    return CompletableFuture.completedFuture(
        List.of(
            MetricFamily.counter(
                "toolwatch_mcp_points",
                "Data points of durations that servers measured themselves, by disposition.",
                points),
            MetricFamily.gauge(
                "toolwatch_mcp_metric_streams",
                "Streams of servers' own metrics that are tracked.",
                "",
                size),
            MetricFamily.gauge(
                "toolwatch_mcp_metric_streams_limit",
                "Maximum number of streams of servers' own metrics.",
                "",
                streams.limit())));
  }
}
