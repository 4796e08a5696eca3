package dev.toolwatch.usage;

import dev.toolwatch.sketch.UserSlots;
import dev.toolwatch.store.UserCounts;
import java.util.Arrays;

/**
 * Operations of the most active users of a service in a minute. Holds at most twice {@link
 * UserCounts#MAX_USERS} users; when it is full, it moves the less active half to the others. Counts
 * are therefore exact up to that many users. Beyond that they may be too low, whereas those of
 * Space-Saving (Metwally et al., 2005) may be too high. Sums stay exact, even in merges. Not
 * thread-safe.
 */
final class TopUsers {
  private static final int FIRST_SLOTS = 8;
  private static final int MAX_SIZE = 2 * UserCounts.MAX_USERS;

  /** One long in each of the two arrays. */
  private static final int SLOT_BYTES = 2 * Long.BYTES;

  /** Open addressing, at most half full. A free slot is 0. */
  private long[] users = new long[0];

  private long[] counts = new long[0];
  private int size;
  private long others;

  /** Counts operations of a user, whose pseudonym is a hash and not 0. */
  void add(long user, long times) {
    if (size * 2 >= users.length) {
      makeRoom();
    }
    int mask = users.length - 1;
    int slot = (int) (user >>> 32) & mask;
    while (users[slot] != 0 && users[slot] != user) {
      slot = (slot + 1) & mask;
    }
    if (users[slot] == 0) {
      users[slot] = user;
      size++;
    }
    counts[slot] += times;
  }

  /** Adds all operations of another one. */
  void add(TopUsers other) {
    for (int i = 0; i < other.users.length; i++) {
      if (other.users[i] != 0) {
        add(other.users[i], other.counts[i]);
      }
    }
    others += other.others;
  }

  /** Counts operations without telling their users apart. */
  void addOthers(long times) {
    others += times;
  }

  private void makeRoom() {
    long[] oldUsers = users;
    long[] oldCounts = counts;
    boolean full = size >= MAX_SIZE;
    long least = full ? median() : 0;
    // Of the users with the median count, keep only as many as there is room for.
    int ties = full ? UserCounts.MAX_USERS - above(least) : 0;
    int slots = full ? oldUsers.length : Math.max(FIRST_SLOTS, oldUsers.length * 2);
    users = new long[slots];
    counts = new long[slots];
    size = 0;
    for (int i = 0; i < oldUsers.length; i++) {
      if (oldUsers[i] == 0) {
        continue;
      }
      if (oldCounts[i] > least || oldCounts[i] == least && ties-- > 0) {
        add(oldUsers[i], oldCounts[i]);
      } else {
        others += oldCounts[i];
      }
    }
  }

  /** The count of the last user that is kept. */
  private long median() {
    long[] sorted = counts.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - UserCounts.MAX_USERS];
  }

  private int above(long count) {
    int above = 0;
    for (long one : counts) {
      if (one > count) {
        above++;
      }
    }
    return above;
  }

  /** Forgets all operations. Keeps memory of which their users needed a good part. */
  void clear() {
    users = UserSlots.cleared(users, size);
    counts = UserSlots.cleared(counts, size);
    size = 0;
    others = 0;
  }

  /** Memory used in bytes, without object headers. */
  int bytes() {
    return users.length * SLOT_BYTES;
  }

  /** The counts so far of the most active users. */
  UserCounts snapshot() {
    long[] listed = new long[size];
    long[] theirs = new long[size];
    int next = 0;
    for (int i = 0; i < users.length; i++) {
      if (users[i] != 0) {
        listed[next] = users[i];
        theirs[next++] = counts[i];
      }
    }
    return UserCounts.of(listed, theirs, others);
  }
}
