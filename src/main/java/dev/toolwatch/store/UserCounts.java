package dev.toolwatch.store;

import dev.toolwatch.sketch.SortedUsers;
import dev.toolwatch.wire.Packer;
import dev.toolwatch.wire.Unpacker;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Operations of the most active users of a service in one bucket of time. Immutable; what merging
 * drops goes to the others, so that the sum stays exact.
 */
public final class UserCounts {
  public static final int MAX_USERS = 1_000;

  public static final UserCounts EMPTY = new UserCounts(new long[0], new long[0], 0);

  /** A user takes at least so many bytes of a row. */
  private static final int LEAST_BYTES = Long.BYTES + 1;

  /** Pseudonyms in ascending order. */
  private final long[] users;

  /** Operations of each of the users. */
  private final long[] counts;

  private final long others;

  private UserCounts(long[] users, long[] counts, long others) {
    this.users = users;
    this.counts = counts;
    this.others = others;
  }

  /** Receives the operations of a user. */
  @FunctionalInterface
  public interface UserHandler {
    void user(long user, long operations);
  }

  /**
   * Counts of any number of users, of whom the most active ones are listed.
   *
   * @param users pseudonyms in any order
   * @param counts operations of each of them, as often as it is named
   * @param others operations of users that are not in it
   */
  public static UserCounts of(long[] users, long[] counts, long others) {
    long[] sorted = users.clone();
    int distinct = SortedUsers.sortDistinct(sorted);
    long[] sums = new long[distinct];
    for (int i = 0; i < users.length; i++) {
      sums[Arrays.binarySearch(sorted, 0, distinct, users[i])] += counts[i];
    }
    return ofMost(Arrays.copyOf(sorted, distinct), sums, others);
  }

  /** The same of counts by pseudonym. */
  public static UserCounts of(Map<Long, Long> operations, long others) {
    long[] users = operations.keySet().stream().mapToLong(user -> user).toArray();
    return of(users, Arrays.stream(users).map(operations::get).toArray(), others);
  }

  /** Of sorted users those with the most operations, of equal ones those with the lowest pseudonyms. */
  private static UserCounts ofMost(long[] users, long[] counts, long others) {
    if (users.length <= MAX_USERS) {
      return new UserCounts(users, counts, others);
    }
    long[] byCount = counts.clone();
    Arrays.sort(byCount);
    long least = byCount[byCount.length - MAX_USERS];
    int ties = MAX_USERS;
    for (long count : counts) {
      ties -= count > least ? 1 : 0;
    }
    long[] listed = new long[MAX_USERS];
    long[] theirs = new long[MAX_USERS];
    long dropped = others;
    int next = 0;
    for (int i = 0; i < users.length; i++) {
      if (counts[i] > least || counts[i] == least && ties-- > 0) {
        listed[next] = users[i];
        theirs[next++] = counts[i];
      } else {
        dropped += counts[i];
      }
    }
    return new UserCounts(listed, theirs, dropped);
  }

  /** Operations of users that are not listed. */
  public long others() {
    return others;
  }

  /** Operations by pseudonym, at most {@link #MAX_USERS}. */
  public Map<Long, Long> operations() {
    Map<Long, Long> operations = new HashMap<>();
    forEach(operations::put);
    return operations;
  }

  /** All operations. */
  public long total() {
    return Arrays.stream(counts).sum() + others;
  }

  /** Visits the listed users. */
  public void forEach(UserHandler action) {
    for (int i = 0; i < users.length; i++) {
      action.user(users[i], counts[i]);
    }
  }

  /** Whether a user is listed. */
  boolean lists(long user) {
    return Arrays.binarySearch(users, user) >= 0;
  }

  /** The same operations, those of a user among the others. */
  UserCounts without(long user) {
    int at = Arrays.binarySearch(users, user);
    return at < 0
        ? this
        : new UserCounts(without(users, at), without(counts, at), others + counts[at]);
  }

  private static long[] without(long[] all, int at) {
    long[] rest = Arrays.copyOf(all, all.length - 1);
    System.arraycopy(all, at + 1, rest, at, rest.length - at);
    return rest;
  }

  public UserCounts plus(UserCounts other) {
    long[] both = new long[users.length + other.users.length];
    long[] sums = new long[both.length];
    int count = 0;
    int i = 0;
    int j = 0;
    while (i < users.length || j < other.users.length) {
      boolean mine = j == other.users.length || i < users.length && users[i] <= other.users[j];
      boolean theirs = i == users.length || j < other.users.length && other.users[j] <= users[i];
      both[count] = mine ? users[i] : other.users[j];
      sums[count++] = (mine ? counts[i++] : 0) + (theirs ? other.counts[j++] : 0);
    }
    return ofMost(Arrays.copyOf(both, count), Arrays.copyOf(sums, count), others + other.others);
  }

  /** The form for the store. */
  Row row() {
    Packer data = new Packer().number(others).number(users.length);
    forEach((user, operations) -> data.fixed(user).number(operations));
    return new Row(total(), data.toBytes(), Row.NONE);
  }

  /**
   * Reads the form that {@link #row} writes.
   *
   * @throws IllegalArgumentException if it has another form
   */
  static UserCounts of(Row row) {
    Unpacker data = new Unpacker(row.data());
    long others = data.number();
    long size = data.number();
    if (size < 0 || size > data.left() / LEAST_BYTES) {
      throw new IllegalArgumentException("more users than there are bytes: " + size);
    }
    long[] users = new long[(int) size];
    long[] counts = new long[users.length];
    for (int i = 0; i < users.length; i++) {
      users[i] = data.fixed();
      counts[i] = data.number();
    }
    return of(users, counts, others);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UserCounts same
        && others == same.others
        && Arrays.equals(users, same.users)
        && Arrays.equals(counts, same.counts);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(users) + Arrays.hashCode(counts)) + Long.hashCode(others);
  }

  @Override
  public String toString() {
    return "UserCounts[operations=%s, others=%d]".formatted(operations(), others);
  }
}
