package dev.toolwatch.store;

import java.util.Arrays;

/**
 * Parts of sessions of one {@link SessionGroup}, by the id of the session or the pseudonym of the
 * user. Two parts are one session if the later begins at most a pause after the earlier has ended.
 * The result is the same in whatever order and groups parts are added, so it does not matter when and
 * where they were seen. All lies in primitive arrays, because there may be very many. The caller must
 * limit the number of parts. Not thread-safe; not changed any more once it is in a {@link Batch}.
 */
public final class SessionTable {
  private static final int FIRST_PARTS = 4;
  private static final int NONE = -1;

  /** Spreads ids that are not hashes: 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final int FIELDS = 4;
  private static final int FIRST_MILLIS = 1;
  private static final int LAST_MILLIS = 2;
  private static final int OPERATIONS = 3;

  /** For each part its id, first and last millisecond, and number of operations. */
  private long[] parts = new long[0];

  /** For each part another one of the same id, or {@link #NONE}. */
  private int[] next = new int[0];

  /** Open addressing, at most half full: for each id one of its parts, plus 1. A free slot is 0. */
  private int[] slots = new int[0];

  private int size;

  /** Receives a part. */
  @FunctionalInterface
  public interface PartHandler<X extends Exception> {
    /**
     * Called for each part.
     *
     * @param firstMillis when its first operation began, since the Unix epoch
     * @param lastMillis when its last operation ended
     */
    void part(long id, long firstMillis, long lastMillis, long operations) throws X;
  }

  /** The number of parts. */
  public int size() {
    return size;
  }

  /**
   * Adds operations.
   *
   * @param pauseMillis the longest pause within a session
   */
  public void add(long id, long firstMillis, long lastMillis, long operations, long pauseMillis) {
    if (!extend(id, firstMillis, lastMillis, operations, pauseMillis)) {
      append(id, firstMillis, lastMillis, operations);
    }
  }

  /** Adds all parts of another table. */
  public void addAll(SessionTable other, long pauseMillis) {
    other.forEach((id, first, last, operations) -> add(id, first, last, operations, pauseMillis));
  }

  /** The sessions of both. */
  SessionTable plus(SessionTable other, long pauseMillis) {
    SessionTable sum = new SessionTable();
    sum.addAll(this, pauseMillis);
    sum.addAll(other, pauseMillis);
    return sum;
  }

  /**
   * Adds operations to the part that is at most a pause away, and joins it with others that are then
   * as near.
   *
   * @return false if there is no such part; then nothing is added
   */
  public boolean extend(
      long id, long firstMillis, long lastMillis, long operations, long pauseMillis) {
    int first = firstOf(id);
    int part = first;
    while (part != NONE && !isNear(part, firstMillis, lastMillis, pauseMillis)) {
      part = next[part];
    }
    if (part == NONE) {
      return false;
    }
    join(part, firstMillis, lastMillis, operations);
    if (next[first] != NONE) {
      joinOthers(id, part, pauseMillis);
    }
    return true;
  }

  /** Adds a part without looking for others that are near. */
  public void append(long id, long firstMillis, long lastMillis, long operations) {
    if (size == next.length) {
      grow();
    }
    int at = size * FIELDS;
    parts[at] = id;
    parts[at + FIRST_MILLIS] = firstMillis;
    parts[at + LAST_MILLIS] = lastMillis;
    parts[at + OPERATIONS] = operations;
    index(size++);
  }

  /** Removes the parts whose last operation ended before a time. */
  public <X extends Exception> void removeEnded(long beforeMillis, PartHandler<X> removed)
      throws X {
    int kept = 0;
    for (int part = 0; part < size; part++) {
      int at = part * FIELDS;
      if (parts[at + LAST_MILLIS] < beforeMillis) {
        pass(part, removed);
      } else {
        System.arraycopy(parts, at, parts, kept * FIELDS, FIELDS);
        kept++;
      }
    }
    if (kept < size) {
      size = kept;
      indexAll();
    }
  }

  /** Visits all parts, those of one id in no particular order. */
  public <X extends Exception> void forEach(PartHandler<X> action) throws X {
    for (int part = 0; part < size; part++) {
      pass(part, action);
    }
  }

  /** All ids, each once, in ascending order. */
  long[] ids() {
    long[] ids = new long[size];
    int count = 0;
    for (int part = 0; part < size; part++) {
      long id = parts[part * FIELDS];
      if (firstOf(id) == part) {
        ids[count++] = id;
      }
    }
    long[] distinct = Arrays.copyOf(ids, count);
    Arrays.sort(distinct);
    return distinct;
  }

  /** Whether there is exactly this part. */
  boolean has(long id, long firstMillis, long lastMillis, long operations) {
    int part = begunAt(id, firstMillis);
    return part != NONE
        && parts[at(part, LAST_MILLIS)] == lastMillis
        && parts[at(part, OPERATIONS)] == operations;
  }

  /** Whether a part of an id begins at a time. */
  boolean hasBegunAt(long id, long firstMillis) {
    return begunAt(id, firstMillis) != NONE;
  }

  private int begunAt(long id, long firstMillis) {
    int part = firstOf(id);
    while (part != NONE && parts[at(part, FIRST_MILLIS)] != firstMillis) {
      part = next[part];
    }
    return part;
  }

  /** When the last operation of an id ended, which must have a part. */
  long lastMillis(long id) {
    long last = Long.MIN_VALUE;
    for (int part = firstOf(id); part != NONE; part = next[part]) {
      last = Math.max(last, parts[at(part, LAST_MILLIS)]);
    }
    return last;
  }

  private <X extends Exception> void pass(int part, PartHandler<X> to) throws X {
    int at = part * FIELDS;
    to.part(parts[at], parts[at + FIRST_MILLIS], parts[at + LAST_MILLIS], parts[at + OPERATIONS]);
  }

  private static int at(int part, int field) {
    return part * FIELDS + field;
  }

  private boolean isNear(int part, long firstMillis, long lastMillis, long pauseMillis) {
    int at = part * FIELDS;
    return firstMillis - parts[at + LAST_MILLIS] <= pauseMillis
        && parts[at + FIRST_MILLIS] - lastMillis <= pauseMillis;
  }

  private void join(int part, long firstMillis, long lastMillis, long operations) {
    int at = part * FIELDS;
    parts[at + FIRST_MILLIS] = Math.min(parts[at + FIRST_MILLIS], firstMillis);
    parts[at + LAST_MILLIS] = Math.max(parts[at + LAST_MILLIS], lastMillis);
    parts[at + OPERATIONS] += operations;
  }

  /** Joins a part that has grown with the others that it now reaches. */
  private void joinOthers(long id, int grown, long pauseMillis) {
    int part = grown;
    int other = firstOf(id);
    while (other != NONE) {
      int at = other * FIELDS;
      if (other != part
          && isNear(part, parts[at + FIRST_MILLIS], parts[at + LAST_MILLIS], pauseMillis)) {
        join(part, parts[at + FIRST_MILLIS], parts[at + LAST_MILLIS], parts[at + OPERATIONS]);
        part = remove(other, part);
        other = firstOf(id);
      } else {
        other = next[other];
      }
    }
  }

  /** Removes a part of an id that has others. Returns where the one is then that stays. */
  private int remove(int gone, int stays) {
    relink(gone, next[gone]);
    size--;
    if (gone < size) {
      relink(size, gone);
      System.arraycopy(parts, size * FIELDS, parts, gone * FIELDS, FIELDS);
      next[gone] = next[size];
    }
    return stays == size ? gone : stays;
  }

  /** Lets what refers to a part refer to another. */
  private void relink(int part, int to) {
    int slot = slot(parts[part * FIELDS]);
    int before = slots[slot] - 1;
    if (before == part) {
      slots[slot] = to + 1;
      return;
    }
    while (next[before] != part) {
      before = next[before];
    }
    next[before] = to;
  }

  private int firstOf(long id) {
    return size == 0 ? NONE : slots[slot(id)] - 1;
  }

  private int slot(long id) {
    int mask = slots.length - 1;
    int slot = (int) (id * SPREAD >>> 32) & mask;
    while (slots[slot] != 0 && parts[(slots[slot] - 1) * FIELDS] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int room = Math.max(FIRST_PARTS, next.length * 2);
    parts = Arrays.copyOf(parts, room * FIELDS);
    next = new int[room];
    slots = new int[2 * room];
    indexAll();
  }

  private void indexAll() {
    Arrays.fill(slots, 0);
    for (int part = 0; part < size; part++) {
      index(part);
    }
  }

  private void index(int part) {
    int slot = slot(parts[part * FIELDS]);
    next[part] = slots[slot] - 1;
    slots[slot] = part + 1;
  }
}
