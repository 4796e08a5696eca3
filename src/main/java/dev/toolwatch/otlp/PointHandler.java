package dev.toolwatch.otlp;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.wire.Text;

/** Takes the data points of a request, in order, on the decoder's thread. */
interface PointHandler {
  /** The points that follow belong to the resource the view now shows. */
  void resource(HistogramPoint view);

  /** Whether the points of histograms of this name are to be shown, not only counted. */
  boolean wants(Text metric);

  /** The view shows one point; it is filled anew after this returns. */
  void histogram(HistogramPoint view);

  /** So many points of a metric that are not shown. */
  void other(long points);
}
