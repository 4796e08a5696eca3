package dev.toolwatch.store;

import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Accumulates the values of rows. Not thread-safe. */
interface Sum<V> {
  void add(Row row);

  /** Of at least one row; null if all of them were malformed. */
  V value();

  /** Forgets all, to accumulate other rows in the same memory. */
  void clear();

  /** One that merges value by value. */
  static <V> Sum<V> folding(Function<Row, V> decode, BinaryOperator<V> plus) {
    return new Sum<>() {
      private V sum;

      @Override
      public void add(Row row) {
        V value = decode.apply(row);
        sum = sum == null ? value : plus.apply(sum, value);
      }

      @Override
      public V value() {
        return sum;
      }

      @Override
      public void clear() {
        sum = null;
      }
    };
  }
}
