package dev.toolwatch.expose;

import java.util.Objects;

/** A value of which it is not known whether it is a counter or a gauge. */
public record UntypedSample(Labels labels, double value) implements Sample {
  public UntypedSample {
    Objects.requireNonNull(labels);
  }
}
