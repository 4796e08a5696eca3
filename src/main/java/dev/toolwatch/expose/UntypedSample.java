package dev.toolwatch.expose;

import java.util.Objects;

/** A value that may be a counter or a gauge. */
public record UntypedSample(Labels labels, double value) implements Sample {
  public UntypedSample {
    Objects.requireNonNull(labels);
  }

  @Override
  public UntypedSample with(Labels other) {
    return new UntypedSample(other, value);
  }
}
