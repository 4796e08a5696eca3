package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A fixed set of words, found by their bytes without making a string. A word's id is its place in
 * the list given. Immutable and thread-safe.
 */
public final class Vocabulary {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[][] words;
  private final int[] slots;
  private final int mask;

  /**
   * @throws IllegalArgumentException if a word is given twice
   */
  public Vocabulary(List<String> names) {
    words = new byte[names.size()][];
    // A quarter full at most, so that a word that is not there is told apart after one look or two.
    int capacity = Integer.highestOneBit(Math.max(4, names.size() * 4 - 1)) << 1;
    slots = new int[capacity];
    Arrays.fill(slots, -1);
    mask = capacity - 1;
    for (int id = 0; id < words.length; id++) {
      words[id] = names.get(id).getBytes(UTF_8);
      if (find(words[id], 0, words[id].length) >= 0) {
        throw new IllegalArgumentException("twice in a vocabulary: " + names.get(id));
      }
      int slot = hash(words[id], 0, words[id].length) & mask;
      while (slots[slot] >= 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = id;
    }
  }

  public int size() {
    return words.length;
  }

  /** The id of the word that these bytes spell, or -1. */
  public int find(byte[] bytes, int offset, int length) {
    int slot = hash(bytes, offset, length) & mask;
    while (slots[slot] >= 0) {
      byte[] word = words[slots[slot]];
      if (word.length == length && Arrays.equals(word, 0, length, bytes, offset, offset + length)) {
        return slots[slot];
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  public int find(Text text) {
    return find(text.bytes(), text.offset(), text.length());
  }

  /** Length, first and last eight bytes: enough to tell attribute keys apart at two loads. */
  private static int hash(byte[] bytes, int offset, int length) {
    long head;
    long tail;
    if (length >= 8) {
      head = (long) LONGS.get(bytes, offset);
      tail = (long) LONGS.get(bytes, offset + length - 8);
    } else {
      head = 0;
      for (int i = 0; i < length; i++) {
        head = head << 8 | (bytes[offset + i] & 0xff);
      }
      tail = length;
    }
    long mixed = (head * 0x9E3779B97F4A7C15L) ^ (tail * 0xC2B2AE3D27D4EB4FL) ^ length;
    return (int) (mixed >>> 40) ^ (int) (mixed >>> 17);
  }
}
