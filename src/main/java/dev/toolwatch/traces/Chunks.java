package dev.toolwatch.traces;

import dev.toolwatch.wire.ByteSink;
import java.util.Arrays;

/**
 * Bytes of many sequences that grow and go, in chunks of {@link #BYTES}, so that nothing is moved
 * and nothing is left to the garbage collector. Whoever uses it limits how many chunks are taken.
 * Not thread-safe.
 */
final class Chunks {
  /** The size of a chunk. */
  static final int BYTES = 256;

  /** No chunk. */
  static final int NONE = -1;

  /** Chunks that are allocated together. */
  private static final int SLAB = 1024;

  private byte[][] slabs = {};
  private int[] next = {};
  private int free = NONE;
  private int taken;

  /** The chunks of a sequence of so many bytes. */
  static int of(int length) {
    return (length + BYTES - 1) / BYTES;
  }

  /** Takes a chunk. Its content is undefined. */
  int take() {
    if (free == NONE) {
      grow();
    }
    int chunk = free;
    free = next[chunk];
    next[chunk] = NONE;
    taken++;
    return chunk;
  }

  private void grow() {
    int first = slabs.length * SLAB;
    slabs = Arrays.copyOf(slabs, slabs.length + 1);
    slabs[slabs.length - 1] = new byte[SLAB * BYTES];
    if (next.length < first + SLAB) {
      next = Arrays.copyOf(next, Math.max(2 * next.length, first + SLAB));
    }
    for (int chunk = first + SLAB - 1; chunk >= first; chunk--) {
      next[chunk] = free;
      free = chunk;
    }
  }

  /**
   * Appends to a sequence.
   *
   * @param last its last chunk
   * @param used the bytes in that chunk
   * @return the chunk that is its last one now
   */
  int append(int last, int used, byte[] source, int from, int length) {
    int chunk = last;
    int at = used;
    int copied = 0;
    while (copied < length) {
      if (at == BYTES) {
        int more = take();
        next[chunk] = more;
        chunk = more;
        at = 0;
      }
      int count = Math.min(BYTES - at, length - copied);
      System.arraycopy(source, from + copied, slab(chunk), offset(chunk) + at, count);
      copied += count;
      at += count;
    }
    return chunk;
  }

  /** Writes the first bytes of a sequence. */
  void copy(int first, int length, ByteSink into) {
    int chunk = first;
    for (int left = length; left > 0; left -= BYTES) {
      into.write(slab(chunk), offset(chunk), Math.min(left, BYTES));
      chunk = next[chunk];
    }
  }

  /** Gives back all chunks of a sequence. */
  void giveBack(int first, int last, int count) {
    next[last] = free;
    free = first;
    taken -= count;
  }

  /** Frees the memory of all chunks, if none is taken. */
  void trim() {
    if (taken == 0 && slabs.length > 0) {
      slabs = new byte[0][];
      next = new int[0];
      free = NONE;
    }
  }

  private byte[] slab(int chunk) {
    return slabs[chunk / SLAB];
  }

  private static int offset(int chunk) {
    return chunk % SLAB * BYTES;
  }
}
