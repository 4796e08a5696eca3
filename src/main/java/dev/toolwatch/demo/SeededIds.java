package dev.toolwatch.demo;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.random.RandomGenerator;

/** Trace and span ids from a seeded generator. Not thread-safe: one thread makes all spans. */
final class SeededIds implements IdGenerator {
  private final RandomGenerator random;

  SeededIds(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String generateTraceId() {
    return TraceId.fromLongs(random.nextLong(), nonZero());
  }

  @Override
  public String generateSpanId() {
    return SpanId.fromLong(nonZero());
  }

  /** Ids of zeros are invalid. */
  private long nonZero() {
    long id;
    do {
      id = random.nextLong();
    } while (id == 0);
    return id;
  }
}
