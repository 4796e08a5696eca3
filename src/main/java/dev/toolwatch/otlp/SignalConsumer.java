package dev.toolwatch.otlp;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Origin;
import dev.toolwatch.signal.SpanCounts;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.Text;

/**
 * Takes what one event loop receives; all that the receiver knows of the rest of Toolwatch. Used on
 * the loop's thread only. Views, and the bytes that they point to, are valid only during a call.
 *
 * <p>A request is counted whole or not at all. Of traces and logs it shows {@link #begin}, then each
 * resource with its items, then {@link #commit} once its last byte has proved sound: without a commit
 * nothing of it may count. Data points are shown only after their request has proved sound, so they
 * may count at once.
 */
public interface SignalConsumer {
  /** What {@link #point} and {@link #log} answer for an item that is taken. */
  String ACCEPTED = "";

  /**
   * A request begins. What was shown before and not committed is void: a request may be read twice.
   *
   * @param epochMillis when it came, since the Unix epoch
   */
  void begin(long epochMillis);

  /** The items that follow belong to this resource. */
  void resource(Origin origin);

  /** A span without a defect. */
  void span(SpanView span);

  /** Whether the data points of histograms of this name are to be shown. */
  boolean wants(Text metric);

  /**
   * A data point of a metric that is wanted.
   *
   * @return {@link #ACCEPTED}, or why the point is refused
   */
  String point(HistogramPoint point);

  /**
   * A log record.
   *
   * @return {@link #ACCEPTED}, or why the record is refused
   */
  String log(LogRecordView record);

  /** All that was shown since {@link #begin} counts. */
  void commit();

  /** Nothing that was shown since {@link #begin} counts: its request has proved unsound. */
  void discard();

  /** Called several times a second. */
  void tick(long epochMillis);

  /** What became of the spans so far. */
  SpanCounts counts();

  /** Nothing more will come: what waits is decided. Called once, as the last. */
  void close();
}
