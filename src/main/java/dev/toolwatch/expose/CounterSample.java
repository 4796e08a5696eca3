package dev.toolwatch.expose;

import java.util.Objects;

/**
 * A sum that only grows.
 *
 * @param createdMillis when the sum was 0, in milliseconds since the Unix epoch; 0 if unknown
 * @param exemplar or {@link Exemplar#NONE}
 */
public record CounterSample(Labels labels, double value, long createdMillis, Exemplar exemplar)
    implements Sample {
  public CounterSample {
    Objects.requireNonNull(labels);
    Objects.requireNonNull(exemplar);
    if (!(value >= 0)) {
      throw new IllegalArgumentException("a counter of " + value);
    }
    if (createdMillis < 0) {
      throw new IllegalArgumentException("created before the epoch: " + createdMillis);
    }
  }

  public CounterSample(Labels labels, double value, long createdMillis) {
    this(labels, value, createdMillis, Exemplar.NONE);
  }

  @Override
  public CounterSample with(Labels other) {
    return new CounterSample(other, value, createdMillis, exemplar);
  }
}
