package dev.toolwatch.sketch;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The users of a service in a week: all of them up to {@link #SIZE}, and beyond that a sample of
 * this size, which has the lowest pseudonyms (E. Cohen and H. Kaplan, "Summarizing data using
 * bottom-k sketches", PODC 2007). A pseudonym is a hash, so the choice is random. But it is the
 * same in every week, so the samples of two weeks show which users were active in both. Merges in
 * any order. Immutable: arrays must not be changed after they are handed over.
 *
 * <p>Errors: shares ({@link #retainedIn}) are exact while neither week has more than {@link #SIZE}
 * users. Beyond that, the standard error of a share is at most 0.8 % (absolute) between weeks with
 * the same number of users, and grows with the square root of the ratio of the later number to the
 * earlier.
 */
public final class UserSample {
  /** The maximum number of users in a sample. */
  public static final int SIZE = 4096;

  public static final UserSample EMPTY = new UserSample(new long[0]);

  /** In ascending unsigned order. Shorter than {@link #SIZE} if it has all users. */
  private final long[] lowest;

  private UserSample(long[] lowest) {
    this.lowest = lowest;
  }

  /**
   * A sample of pseudonyms, which are hashes.
   *
   * @param users with or without repetitions, in any order
   */
  public static UserSample of(long... users) {
    long[] flipped = new long[users.length];
    Arrays.setAll(flipped, i -> users[i] ^ Long.MIN_VALUE);
    return new UserSample(
        Arrays.stream(flipped)
            .sorted()
            .distinct()
            .limit(SIZE)
            .map(user -> user ^ Long.MIN_VALUE)
            .toArray());
  }

  /** The users in either sample. */
  public UserSample plus(UserSample other) {
    long[] both = Arrays.copyOf(lowest, lowest.length + other.lowest.length);
    System.arraycopy(other.lowest, 0, both, lowest.length, other.lowest.length);
    return of(both);
  }

  /** Whether there are no users. */
  public boolean isEmpty() {
    return lowest.length == 0;
  }

  /** The number of users, with a standard error of 1.6 % if not all are in the sample. */
  public long count() {
    if (!isFull()) {
      return lowest.length;
    }
    double share = Math.scalb((double) (lowest[SIZE - 1] >>> 1), -63);
    return Math.round((SIZE - 1) / share);
  }

  /** The share of these users, from 0 to 1, that are also in another week; 0 without users. */
  public double retainedIn(UserSample later) {
    int both = 0;
    int mine = 0;
    int at = 0;
    for (long user : lowest) {
      while (at < later.lowest.length && Long.compareUnsigned(later.lowest[at], user) < 0) {
        at++;
      }
      if (at == later.lowest.length) {
        // Above the last user of a full sample, users are unknown. A shorter sample has all users.
        if (later.isFull()) {
          break;
        }
      } else if (later.lowest[at] == user) {
        both++;
      }
      mine++;
    }
    return mine == 0 ? 0 : (double) both / mine;
  }

  private boolean isFull() {
    return lowest.length == SIZE;
  }

  /** The form for the store: eight bytes a user. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(lowest.length * Long.BYTES);
    bytes.asLongBuffer().put(lowest);
    return bytes.array();
  }

  /**
   * Reads the result of {@link #toBytes}.
   *
   * @throws IllegalArgumentException if the bytes are not a sample
   */
  public static UserSample fromBytes(byte[] bytes) {
    if (bytes.length % Long.BYTES != 0 || bytes.length > SIZE * Long.BYTES) {
      throw new IllegalArgumentException("not a sample of users: " + bytes.length + " bytes");
    }
    long[] users = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(users);
    return new UserSample(users);
  }
}
