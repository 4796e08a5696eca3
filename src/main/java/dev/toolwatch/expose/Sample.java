package dev.toolwatch.expose;

/** One series of a family at the time of the scrape. */
public sealed interface Sample
    permits CounterSample, GaugeSample, HistogramSample, InfoSample, SummarySample, UntypedSample {
  Labels labels();

  /** The same sample with other labels. */
  Sample with(Labels labels);
}
