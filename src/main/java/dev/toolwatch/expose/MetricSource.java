package dev.toolwatch.expose;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Makes metric families on demand. Every CDI bean of this type is on the page. */
public interface MetricSource {
  /**
   * The current families. Called once for each scrape on the worker thread of the exposition. The
   * call may compute but must not wait; the stage may complete on any thread. A source that throws,
   * fails or takes more than five seconds is counted and missing from the page.
   */
  CompletionStage<List<MetricFamily>> families();

  /** Identifies the source in a label and in the log. There are few sources. */
  default String sourceName() {
    return getClass().getSimpleName();
  }

  /** Whether it tells how Toolwatch itself works, so that its families are in the API, too. */
  default boolean isOfSystem() {
    return false;
  }

  /** Whether its families are left out where another source has some with their names. */
  default boolean givesWay() {
    return false;
  }
}
