package dev.toolwatch.pipeline;

import dev.toolwatch.mcp.LogJoin;
import dev.toolwatch.otlp.LogConsumer;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Origin;
import dev.toolwatch.signal.PackedRequest;
import dev.toolwatch.signal.Refused;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SpanCounts;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.usage.LogShard;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pipeline of a thread that reads logs. Each log has a join and streams of data points of its own,
 * whose memory is stored with the log's position and goes with the log to whoever reads it next. All
 * else they share.
 *
 * <p>Threading: used by that thread only. Bounds: the logs share the limits of the joins.
 */
final class LogPipeline implements LogConsumer {
  private final SharedStages shared;
  private Pipeline pipeline;
  private LogShard counts;
  private final Map<String, ReadLog> logs = new LinkedHashMap<>();

  /** Positions of logs that have been released since the last cut. */
  private final List<LogPosition> released = new ArrayList<>();

  private SpanCounts ofReleased = SpanCounts.NONE;

  LogPipeline(SharedStages shared) {
    this.shared = shared;
  }

  /**
   * @param stages all but the join
   * @param shard what the stages count into
   */
  void start(Pipeline stages, LogShard shard) {
    pipeline = stages;
    counts = shard;
  }

  @Override
  public void open(LogPosition position, int most) {
    LogJoin joined = shared.recognition().openLog(shared.reported(), most);
    joined.restore(position);
    ReadLog log = new ReadLog(position, joined, pipeline.points(joined.reported()));
    logs.put(position.log(), log);
    pipeline.read(log.join(), log.points(), false);
  }

  @Override
  public void at(String log, long position, long next) {
    ReadLog its = logs.get(log);
    boolean again = its.at(position, next);
    pipeline.read(its.join(), its.points(), again);
  }

  /** How far the logs have been read, those that have changed since the last call. */
  List<LogPosition> cut() {
    List<LogPosition> positions = new ArrayList<>(released);
    released.clear();
    for (ReadLog log : logs.values()) {
      if (log.hasChanged()) {
        positions.add(log.cut());
      }
    }
    return positions;
  }

  @Override
  public void release(String name) {
    ReadLog log = logs.remove(name);
    if (log != null) {
      if (log.hasChanged()) {
        released.add(log.cut());
      }
      close(log);
    }
  }

  private void close(ReadLog log) {
    SpanCounts its = Pipeline.counts(log.join());
    ofReleased =
        ofReleased.plus(
            new SpanCounts(
                its.dispositions(),
                0,
                its.expired(),
                its.overflowed(),
                its.late(),
                its.forgottenEarly(),
                its.repeated()));
    shared.reported().closeLog(log.joined().reported());
  }

  @Override
  public void reset() {
    logs.values().forEach(this::close);
    logs.clear();
    released.clear();
    counts.reset();
  }

  @Override
  public void begin(long epochMillis) {
    pipeline.begin(epochMillis);
  }

  @Override
  public void resource(Origin origin) {
    pipeline.resource(origin);
  }

  @Override
  public boolean keepsSpans() {
    return pipeline.keepsSpans();
  }

  @Override
  public void packed(PackedRequest request) {
    pipeline.packed(request);
  }

  @Override
  public void span(SpanView span) {
    pipeline.span(span);
  }

  @Override
  public boolean wants(Text metric) {
    return pipeline.wants(metric);
  }

  @Override
  public String point(HistogramPoint point) {
    return pipeline.point(point);
  }

  @Override
  public boolean relays() {
    return pipeline.relays();
  }

  @Override
  public void checkRelayed(Slice request) throws MalformedException {
    pipeline.checkRelayed(request);
  }

  @Override
  public Refused relay(Slice request) throws MalformedException {
    return pipeline.relay(request);
  }

  @Override
  public void log(LogRecordView log) {
    pipeline.log(log);
  }

  @Override
  public boolean forwards(Signal signal) {
    return pipeline.forwards(signal);
  }

  @Override
  public void forward(Signal signal, Slice request, long items, BitSet refused) {
    pipeline.forward(signal, request, items, refused);
  }

  @Override
  public void commit() {
    pipeline.commit();
  }

  @Override
  public void discard() {
    pipeline.discard();
  }

  @Override
  public void tick(long epochMillis) {
    for (ReadLog log : logs.values()) {
      log.tick(epochMillis);
      pipeline.read(log.join(), log.points(), false);
      pipeline.expire(epochMillis);
    }
    pipeline.tickStages(epochMillis);
  }

  @Override
  public SpanCounts counts() {
    SpanCounts sum = ofReleased.plus(pipeline.decided());
    for (ReadLog log : logs.values()) {
      sum = sum.plus(Pipeline.counts(log.join()));
    }
    return sum;
  }

  @Override
  public void close() {
    for (ReadLog log : logs.values()) {
      pipeline.read(log.join(), log.points(), false);
      pipeline.finish();
    }
    pipeline.closeStages();
  }
}
