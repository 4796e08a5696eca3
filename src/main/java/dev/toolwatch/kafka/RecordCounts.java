package dev.toolwatch.kafka;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/** Records read from Kafka, by what became of them. Thread-safe. */
final class RecordCounts {
  /** What becomes of a record. */
  enum Result {
    /** It was valid: {@code toolwatch_otlp_items_total} counts what is in it. */
    ACCEPTED,
    /** Nothing of it can be used. */
    REJECTED,
    /** It had been read before, and is shown once more for spans that still waited. */
    REPLAYED,
    /** Kafka has deleted it before it was read. */
    LOST;

    /** The value of the {@code result} label. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final AtomicLongArray counts = new AtomicLongArray(Result.values().length);

  void add(Result result, long records) {
    counts.addAndGet(result.ordinal(), records);
  }

  long of(Result result) {
    return counts.get(result.ordinal());
  }
}
