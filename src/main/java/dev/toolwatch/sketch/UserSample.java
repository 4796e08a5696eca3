package dev.toolwatch.sketch;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The users of a service in a week, all of them up to {@link #SIZE}, and a sample of that size beyond:
 * those with the lowest pseudonyms (E. Cohen and H. Kaplan, "Summarizing data using bottom-k
 * sketches", PODC 2007). A pseudonym is a hash, so which users those are is chance; but it is the same
 * for every week, so who was there in two weeks can be told from the samples of both. Merges in any
 * order. Immutable: arrays are not to be changed after they are handed over.
 *
 * <p>Errors: shares ({@link #retainedIn}) are exact while neither week has more than {@link #SIZE}
 * users. Beyond, the standard error of a share is at most 0.8 % (absolute) between weeks of the same
 * number of users, and grows with the square root of how many times as many the later one has.
 */
public final class UserSample {
  /** Users that are told apart. */
  public static final int SIZE = 4096;

  public static final UserSample EMPTY = new UserSample(new long[0]);

  /** Lowest in unsigned order first; not full where all users are in it. */
  private final long[] lowest;

  private UserSample(long[] lowest) {
    this.lowest = lowest;
  }

  /**
   * Of pseudonyms, which are hashes already.
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

  /** The users of both. */
  public UserSample plus(UserSample other) {
    long[] both = Arrays.copyOf(lowest, lowest.length + other.lowest.length);
    System.arraycopy(other.lowest, 0, both, lowest.length, other.lowest.length);
    return of(both);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return lowest.length == 0;
  }

  /** Distinct users, with a standard error of 1.6 % where not all are in the sample. */
  public long count() {
    if (!isFull()) {
      return lowest.length;
    }
    double share = Math.scalb((double) (lowest[SIZE - 1] >>> 1), -63);
    return Math.round((SIZE - 1) / share);
  }

  /** The share of these users, from 0 to 1, that are also in another week; 0 where there are none. */
  public double retainedIn(UserSample later) {
    int both = 0;
    int mine = 0;
    int at = 0;
    for (long user : lowest) {
      while (at < later.lowest.length && Long.compareUnsigned(later.lowest[at], user) < 0) {
        at++;
      }
      if (at == later.lowest.length) {
        // Above a full sample's last nobody knows; above one that is not full there is nobody.
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

  /** A form for the store: eight bytes a user. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(lowest.length * Long.BYTES);
    bytes.asLongBuffer().put(lowest);
    return bytes.array();
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static UserSample fromBytes(byte[] bytes) {
    if (bytes.length % Long.BYTES != 0 || bytes.length > SIZE * Long.BYTES) {
      throw new IllegalArgumentException("no sample of users: " + bytes.length + " bytes");
    }
    long[] users = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(users);
    return new UserSample(users);
  }
}
