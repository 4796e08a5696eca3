package dev.toolwatch.expose;

import java.util.Arrays;
import java.util.Objects;

/** The labels of one series, in the order they were given. Immutable. */
public final class Labels {
  public static final Labels EMPTY = new Labels(new String[0]);

  private final String[] pairs;

  private Labels(String[] pairs) {
    this.pairs = pairs;
  }

  /**
   * Labels from alternating names and values.
   *
   * @throws IllegalArgumentException if a name is invalid, repeated, or without a value
   */
  public static Labels of(String... pairs) {
    if (pairs.length % 2 != 0) {
      throw new IllegalArgumentException("a label without a value");
    }
    for (int i = 0; i < pairs.length; i += 2) {
      MetricNames.checkLabel(pairs[i]);
      Objects.requireNonNull(pairs[i + 1], pairs[i]);
      for (int j = 0; j < i; j += 2) {
        if (pairs[j].equals(pairs[i])) {
          throw new IllegalArgumentException("repeated label: " + pairs[i]);
        }
      }
    }
    return pairs.length == 0 ? EMPTY : new Labels(pairs.clone());
  }

  public int size() {
    return pairs.length / 2;
  }

  public String name(int index) {
    return pairs[2 * index];
  }

  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /**
   * These labels and one more, the last. One of its name that is there already is the sender's and gets
   * the name that Prometheus gives such a label.
   */
  Labels and(String name, String value) {
    String[] more = Arrays.copyOf(exported(name).pairs, pairs.length + 2);
    more[pairs.length] = name;
    more[pairs.length + 1] = value;
    return new Labels(more);
  }

  /** These labels without one of this name: it is called {@code exported_...} instead. */
  Labels exported(String name) {
    if (!has(name)) {
      return this;
    }
    String other = "exported_" + name;
    if (has(other)) {
      return exported(other).exported(name);
    }
    String[] renamed = pairs.clone();
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        renamed[i] = other;
      }
    }
    return new Labels(renamed);
  }

  boolean has(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels labels && Arrays.equals(pairs, labels.pairs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pairs);
  }

  @Override
  public String toString() {
    return Arrays.toString(pairs);
  }
}
