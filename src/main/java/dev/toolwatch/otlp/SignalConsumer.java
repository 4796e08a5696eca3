package dev.toolwatch.otlp;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Origin;
import dev.toolwatch.signal.PackedRequest;
import dev.toolwatch.signal.Refused;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SpanCounts;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.util.BitSet;

/**
 * Receives the content of one event loop's requests. It is all that the receiver knows about the
 * rest of Toolwatch. Used on the event loop's thread only. Views, and the bytes they refer to, are
 * valid only during a call.
 *
 * <p>A request is counted either completely or not at all. For traces and logs, the receiver calls
 * {@link #begin}, then {@link #resource} and its items for each resource, and {@link #commit} once
 * the whole request has proved valid. Without a commit, nothing of the request may count. Data
 * points are shown only after their request has proved valid, so they may count at once.
 */
public interface SignalConsumer {
  /** The result of {@link #point} for an accepted point. */
  String ACCEPTED = "";

  /**
   * A request begins. Discard what was shown before and not committed: a request may be read twice.
   *
   * @param epochMillis when it arrived, in milliseconds since the Unix epoch
   */
  void begin(long epochMillis);

  /** The items that follow belong to this resource. */
  void resource(Origin origin);

  /**
   * Whether spans are wanted as they were received: {@link SpanView#raw} and its origin's messages
   * are then protobuf, whatever the request's encoding, and stay valid until {@link #commit}
   * returns.
   */
  boolean keepsSpans();

  /**
   * The spans that follow can be had again from this request, at the positions of {@link
   * SpanView#raw}. Only if the consumer {@link #keepsSpans}, and not for all requests.
   *
   * @param request valid until {@link #commit} returns
   */
  void packed(PackedRequest request);

  /** A span without a defect. */
  void span(SpanView span);

  /** Whether to show the data points of histograms with this name. */
  boolean wants(Text metric);

  /**
   * A data point of a wanted metric.
   *
   * @return {@link #ACCEPTED}, or why the point is refused
   */
  String point(HistogramPoint point);

  /** Whether requests of metrics are relayed: {@link #checkRelayed} and {@link #relay} are called. */
  boolean relays();

  /**
   * Checks a request of metrics before anything of it counts.
   *
   * @param request in protobuf, inflated
   * @throws MalformedException if it cannot be relayed
   */
  void checkRelayed(Slice request) throws MalformedException;

  /** Relays the data points of a request that has proved valid. */
  Refused relay(Slice request) throws MalformedException;

  /** A log record. */
  void log(LogRecordView record);

  /**
   * Whether accepted requests of a signal are wanted whole. Items that Toolwatch itself does not
   * use are then accepted too.
   */
  boolean forwards(Signal signal);

  /**
   * An accepted request of a signal that {@link #forwards}. Called after {@link #commit}.
   *
   * @param request the request as it was received, inflated; of JSON, the same request in protobuf
   * @param items accepted spans, data points or log records in it
   * @param refused the positions of spans in the request, from 0, that were not accepted
   */
  void forward(Signal signal, Slice request, long items, BitSet refused);

  /** Everything shown since {@link #begin} counts. */
  void commit();

  /** Nothing shown since {@link #begin} counts: the request has proved invalid. */
  void discard();

  /** Called several times a second. */
  void tick(long epochMillis);

  /** What became of the spans so far. */
  SpanCounts counts();

  /** Nothing more will come, so all pending spans are decided. Called once, last of all. */
  void close();
}
