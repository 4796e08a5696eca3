package dev.toolwatch.sketch;

/**
 * Accumulates a {@link UserSample}: the users with the lowest pseudonyms. Holds at most twice the
 * size of the sample; when it is full, it drops the higher half. Allocates only to grow. Not
 * thread-safe.
 */
public final class LowestUsers {
  private static final int FIRST_SLOTS = 16;
  private static final int MAX_SIZE = 2 * UserSample.SIZE;

  /** Open addressing, at most half full. A free slot is 0. */
  private long[] users = new long[0];

  private int size;

  /** The highest pseudonym, in unsigned order, that can still be in the sample. */
  private long highest = -1;

  /** Adds a user, whose pseudonym is a hash and not 0. */
  public void add(long user) {
    if (Long.compareUnsigned(user, highest) > 0) {
      return;
    }
    if (size * 2 >= users.length) {
      makeRoom();
    }
    int mask = users.length - 1;
    // Use the lower half of the bits: all low pseudonyms have similar upper halves.
    int slot = (int) user & mask;
    while (users[slot] != 0) {
      if (users[slot] == user) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    users[slot] = user;
    size++;
  }

  /** Adds all users of another one. */
  public void addAll(LowestUsers other) {
    for (long user : other.users) {
      if (user != 0) {
        add(user);
      }
    }
  }

  /** Adds all users of the form that {@link UserSample#toBytes} writes. */
  public void addAll(byte[] sample) {
    UserSample.fromBytes(sample).forEach(this::add);
  }

  private void makeRoom() {
    long[] before = users;
    boolean full = size >= MAX_SIZE;
    if (full) {
      highest = snapshot().highest();
    }
    users = new long[full ? before.length : Math.max(FIRST_SLOTS, before.length * 2)];
    size = 0;
    for (long user : before) {
      if (user != 0) {
        add(user);
      }
    }
  }

  /** Forgets all users. Keeps memory of which they needed a good part. */
  public void clear() {
    users = UserSlots.cleared(users, size);
    size = 0;
    highest = -1;
  }

  /** Memory used in bytes, without object headers. */
  public int bytes() {
    return users.length * Long.BYTES;
  }

  /** The sample so far. */
  public UserSample snapshot() {
    long[] all = new long[size];
    int next = 0;
    for (long user : users) {
      if (user != 0) {
        all[next++] = user;
      }
    }
    return UserSample.ofOwn(all);
  }
}
