package dev.toolwatch.traces;

import dev.toolwatch.signal.PackedRequest;
import dev.toolwatch.wire.ByteSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Compressed requests that waiting spans of one event loop refer to, each in a slot of an array that
 * is used again. Not thread-safe.
 */
final class HeldRequests {
  static final int NONE = -1;

  /** What a request takes beside its chunks. */
  private static final int SLOT_BYTES = 32;

  private static final int FIRST_CHUNK = 0;
  private static final int LAST_CHUNK = 1;
  private static final int LENGTH = 2;

  /** Its bytes without compression. */
  private static final int SIZE = 3;

  /** The spans that refer to it. */
  private static final int USES = 4;

  /** The number of the service to which its bytes are charged; of free ones, the next one. */
  private static final int OWNER = 5;

  private static final int INTS = 6;
  private static final int INITIAL = 64;
  private static final byte[] NOTHING = {};

  private final Chunks chunks;
  private int[] ints = {};
  private int free = NONE;
  private int taken;

  /** The one that was inflated last: kept traces often came together. */
  private int inflatedRequest = NONE;

  private byte[] inflated = NOTHING;
  private int inflatedSince;
  private final ByteSink packed = new ByteSink(0, Integer.MAX_VALUE - 64);

  HeldRequests(Chunks chunks) {
    this.chunks = chunks;
  }

  /** Takes a copy of a request, to which nothing refers so far. */
  int take(PackedRequest request, ServiceTraces owner) {
    if (free == NONE) {
      grow();
    }
    int slot = free;
    int at = slot * INTS;
    free = ints[at + OWNER];
    taken++;
    int first = chunks.take();
    ints[at + FIRST_CHUNK] = first;
    ints[at + LAST_CHUNK] =
        chunks.append(first, 0, request.bytes(), request.from(), request.length());
    ints[at + LENGTH] = request.length();
    ints[at + SIZE] = request.size();
    ints[at + USES] = 0;
    ints[at + OWNER] = owner.number;
    return slot;
  }

  private void grow() {
    int before = ints.length / INTS;
    int slots = Math.max(INITIAL, before + before / 4);
    ints = Arrays.copyOf(ints, slots * INTS);
    for (int slot = slots - 1; slot >= before; slot--) {
      ints[slot * INTS + OWNER] = free;
      free = slot;
    }
  }

  /** A span refers to it. */
  void use(int slot) {
    ints[slot * INTS + USES]++;
  }

  /** A span no longer refers to it. Returns whether none does. */
  boolean leave(int slot) {
    return --ints[slot * INTS + USES] == 0;
  }

  int owner(int slot) {
    return ints[slot * INTS + OWNER];
  }

  /** All that it takes, in bytes. */
  int bytes(int slot) {
    return SLOT_BYTES + Chunks.of(ints[slot * INTS + LENGTH]) * Chunks.BYTES;
  }

  /** Gives a slot back. */
  void giveBack(int slot) {
    int at = slot * INTS;
    chunks.giveBack(ints[at + FIRST_CHUNK], ints[at + LAST_CHUNK], Chunks.of(ints[at + LENGTH]));
    ints[at + OWNER] = free;
    free = slot;
    taken--;
    if (slot == inflatedRequest) {
      inflatedRequest = NONE;
    }
  }

  /** A request without compression, from index 0. Valid until the next call. */
  byte[] inflated(int slot) {
    if (slot != inflatedRequest) {
      int length = ints[slot * INTS + LENGTH];
      int size = ints[slot * INTS + SIZE];
      packed.reset(TraceShard.KEPT_BYTES);
      chunks.copy(ints[slot * INTS + FIRST_CHUNK], length, packed);
      if (inflated.length < size) {
        inflated = new byte[size];
      }
      inflatedRequest = NONE;
      inflatedSince++;
      inflate(size);
      inflatedRequest = slot;
    }
    return inflated;
  }

  private void inflate(int size) {
    ByteArrayInputStream in = new ByteArrayInputStream(packed.array(), 0, packed.length());
    try (GZIPInputStream unpacked = new GZIPInputStream(in, packed.length())) {
      if (unpacked.readNBytes(inflated, 0, size) != size) {
        throw new IllegalStateException("the request has been inflated to more before");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the request has been inflated before", e);
    }
  }

  /** Requests that were inflated since the last call. */
  int takeInflated() {
    int count = inflatedSince;
    inflatedSince = 0;
    return count;
  }

  /** Frees the memory of all slots, if none is taken. */
  void trim() {
    if (taken == 0 && ints.length > 0) {
      ints = new int[0];
      free = NONE;
      inflated = NOTHING;
    }
  }
}
