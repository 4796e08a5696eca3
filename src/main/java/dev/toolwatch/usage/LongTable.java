package dev.toolwatch.usage;

import java.util.function.BiConsumer;

/**
 * A map from hashes to values. A look-up allocates nothing. The caller must limit its size. Not
 * thread-safe.
 */
final class LongTable<V> {
  private static final int FIRST_SLOTS = 8;

  /** Spreads keys that are not hashes: 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[0];

  /** Open addressing, at most half full. A free slot is null. */
  private Object[] values = new Object[0];

  private int size;

  /** The value of a key, or null. */
  V get(long key) {
    if (size == 0) {
      return null;
    }
    @SuppressWarnings("unchecked") // nothing else is put
    V value = (V) values[slot(key)];
    return value;
  }

  void put(long key, V value) {
    if (size * 2 >= keys.length) {
      grow();
    }
    int slot = slot(key);
    if (values[slot] == null) {
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key * SPREAD >>> 32) & mask;
    while (values[slot] != null && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    Object[] oldValues = values;
    keys = new long[Math.max(FIRST_SLOTS, oldKeys.length * 2)];
    values = new Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  /** Visits all entries, in no particular order. */
  void forEach(BiConsumer<Long, V> action) {
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null) {
        @SuppressWarnings("unchecked") // nothing else is put
        V value = (V) values[i];
        action.accept(keys[i], value);
      }
    }
  }
}
