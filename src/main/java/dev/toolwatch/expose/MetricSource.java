package dev.toolwatch.expose;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What makes metric families on demand; every CDI bean of this type is on the page. */
public interface MetricSource {
  /**
   * The families as they are now. Called once for each scrape on the exposition's worker thread,
   * which may compute but must not wait; the stage may complete on any thread. A source that throws,
   * fails or takes more than five seconds is left off this page and counted.
   */
  CompletionStage<List<MetricFamily>> families();

  /** Who this is, as a label and in the log: one of few. */
  default String sourceName() {
    return getClass().getSimpleName();
  }
}
