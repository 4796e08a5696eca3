package dev.toolwatch.expose;

import java.util.Objects;

/** A value that goes up and down; NaN if there is none. */
public record GaugeSample(Labels labels, double value) implements Sample {
  public GaugeSample {
    Objects.requireNonNull(labels);
  }

  @Override
  public GaugeSample with(Labels other) {
    return new GaugeSample(other, value);
  }
}
