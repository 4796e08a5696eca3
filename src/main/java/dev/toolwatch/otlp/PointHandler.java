package dev.toolwatch.otlp;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.wire.Text;

/** Receives the data points of a request, in order, on the decoder's thread. */
interface PointHandler {
  /** The points that follow belong to the resource that the view now shows. */
  void resource(HistogramPoint view);

  /** Whether to show the points of histograms with this name, instead of only counting them. */
  boolean wants(Text metric);

  /** The view shows one point. It is reused after this method returns. */
  void histogram(HistogramPoint view);

  /** A metric that is not shown has the given number of points. */
  void other(long points);
}
