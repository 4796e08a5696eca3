package dev.toolwatch.expose;

import java.util.Objects;

/** Facts as labels. The value is always 1. */
public record InfoSample(Labels labels) implements Sample {
  public InfoSample {
    Objects.requireNonNull(labels);
  }

  @Override
  public InfoSample with(Labels other) {
    return new InfoSample(other);
  }
}
