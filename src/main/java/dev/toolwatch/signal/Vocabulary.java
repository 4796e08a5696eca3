package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.Bytes;
import dev.toolwatch.wire.Text;
import java.util.Arrays;
import java.util.List;

/**
 * A fixed set of words that are looked up by their bytes, without creating a string. A word's id is
 * its index in the given list. Immutable and thread-safe.
 */
public final class Vocabulary {
  private final byte[][] words;

  /** The first and last eight bytes of each word. A shorter word is completely in its head. */
  private final long[] heads;

  private final long[] tails;
  private final int[] slots;
  private final int mask;

  /**
   * @throws IllegalArgumentException if a word is given twice
   */
  public Vocabulary(List<String> names) {
    words = new byte[names.size()][];
    // At most a quarter full, so that a look-up of a missing word takes only one or two probes.
    int capacity = Integer.highestOneBit(Math.max(4, names.size() * 4 - 1)) << 1;
    slots = new int[capacity];
    Arrays.fill(slots, -1);
    mask = capacity - 1;
    heads = new long[words.length];
    tails = new long[words.length];
    for (int id = 0; id < words.length; id++) {
      byte[] word = names.get(id).getBytes(UTF_8);
      if (find(word, 0, word.length) >= 0) {
        throw new IllegalArgumentException("duplicate word in a vocabulary: " + names.get(id));
      }
      words[id] = word;
      boolean isLong = word.length >= Long.BYTES;
      heads[id] = isLong ? Bytes.word(word, 0) : Bytes.packed(word, 0, word.length);
      tails[id] = isLong ? Bytes.word(word, word.length - Long.BYTES) : 0;
      int slot = hash(heads[id], tails[id], word.length) & mask;
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
    long head;
    long tail;
    if (length >= Long.BYTES) {
      head = Bytes.word(bytes, offset);
      tail = Bytes.word(bytes, offset + length - Long.BYTES);
    } else {
      head = Bytes.packed(bytes, offset, length);
      tail = 0;
    }
    int slot = hash(head, tail, length) & mask;
    for (int id = slots[slot]; id >= 0; id = slots[slot]) {
      byte[] word = words[id];
      if (heads[id] == head
          && tails[id] == tail
          && word.length == length
          && (length <= 2 * Long.BYTES || Bytes.same(word, 0, bytes, offset, length))) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  public int find(Text text) {
    return find(text.bytes(), text.offset(), text.length());
  }

  /**
   * Hashes the length and the first and last eight bytes, which is enough to tell attribute keys
   * apart.
   */
  private static int hash(long head, long tail, int length) {
    long mixed = (head * 0x9E3779B97F4A7C15L) ^ (tail * 0xC2B2AE3D27D4EB4FL) ^ length;
    return (int) (mixed >>> 40) ^ (int) (mixed >>> 17);
  }
}
