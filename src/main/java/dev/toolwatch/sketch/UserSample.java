package dev.toolwatch.sketch;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A sample of a service's users in a week: all users up to {@link #SIZE}; if there are more, the
 * {@link #SIZE} users with the lowest pseudonyms (E. Cohen and H. Kaplan, "Summarizing data using
 * bottom-k sketches", PODC 2007). A pseudonym is a hash, so the choice of users is random. It is
 * the same choice in every week, so two samples tell which users were there in both weeks. Merges
 * in any order. Immutable: arrays must not be changed after they are passed in or handed out.
 *
 * <p>Errors: shares ({@link #retainedIn}) are exact while neither week has more than {@link #SIZE}
 * users. Beyond that, the standard error of a share is at most 0.8 % (absolute) between weeks with
 * the same number of users. It grows with the square root of the ratio of the later week's users to
 * the earlier week's.
 */
public final class UserSample {
  /** The maximum number of users in a sample. */
  public static final int SIZE = 4096;

  public static final UserSample EMPTY = new UserSample(new long[0]);

  /** Lowest first, in unsigned order. Has fewer than SIZE elements if it holds all users. */
  private final long[] lowest;

  private UserSample(long[] lowest) {
    this.lowest = lowest;
  }

  /**
   * The sample of users given by their pseudonyms, which are hashes already.
   *
   * @param users with or without repetitions, in any order
   */
  public static UserSample of(long... users) {
    return ofOwn(users.clone());
  }

  /** The same, of an array that is changed. */
  static UserSample ofOwn(long[] users) {
    // So that signed order is the unsigned order of the pseudonyms.
    flipSigns(users);
    long[] lowest = Arrays.copyOf(users, Math.min(SortedUsers.sortDistinct(users), SIZE));
    flipSigns(lowest);
    return new UserSample(lowest);
  }

  private static void flipSigns(long[] users) {
    for (int i = 0; i < users.length; i++) {
      users[i] ^= Long.MIN_VALUE;
    }
  }

  /** The users of both. */
  public UserSample plus(UserSample other) {
    long[] both = Arrays.copyOf(lowest, lowest.length + other.lowest.length);
    System.arraycopy(other.lowest, 0, both, lowest.length, other.lowest.length);
    return ofOwn(both);
  }

  /** Whether a user is in the sample. */
  public boolean contains(long user) {
    return Arrays.stream(lowest).anyMatch(one -> one == user);
  }

  /**
   * The sample without a user. In a full one, a random pseudonym that nobody has takes the place: with
   * one user less it would look like all users of the week.
   */
  public UserSample without(long user) {
    long[] rest = Arrays.stream(lowest).filter(one -> one != user).toArray();
    if (!isFull() || rest.length == lowest.length) {
      return new UserSample(rest);
    }
    long highest = rest[rest.length - 1];
    SecureRandom random = new SecureRandom();
    UserSample filled = new UserSample(rest);
    while (!filled.isFull()) {
      long[] more = Arrays.copyOf(rest, SIZE);
      more[SIZE - 1] = below(highest, random);
      filled = of(more);
    }
    return filled;
  }

  /** A random number from 1 to below a limit, both without sign. */
  private static long below(long limit, SecureRandom random) {
    long one = 0;
    while (one == 0) {
      one = Long.remainderUnsigned(random.nextLong(), limit);
    }
    return one;
  }

  public boolean isEmpty() {
    return lowest.length == 0;
  }

  /**
   * The number of distinct users. Has a standard error of 1.6 % if the sample does not hold all
   * users.
   */
  public long count() {
    if (!isFull()) {
      return lowest.length;
    }
    double share = Math.scalb((double) (highest() >>> 1), -63);
    return Math.round((SIZE - 1) / share);
  }

  /**
   * The share of these users, from 0 to 1, that are also in another week. 0 if there are no users.
   */
  public double retainedIn(UserSample later) {
    int both = 0;
    int mine = 0;
    int at = 0;
    for (long user : lowest) {
      while (at < later.lowest.length && Long.compareUnsigned(later.lowest[at], user) < 0) {
        at++;
      }
      if (at == later.lowest.length) {
        // Above the last user of a full sample, nothing is known. Otherwise there are no more
        // users.
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

  /** The highest pseudonym in it, in unsigned order. There must be one. */
  long highest() {
    return lowest[lowest.length - 1];
  }

  private boolean isFull() {
    return lowest.length == SIZE;
  }

  void forEach(LongConsumer action) {
    for (long user : lowest) {
      action.accept(user);
    }
  }

  /** The form for the store: eight bytes per user. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(lowest.length * Long.BYTES);
    bytes.asLongBuffer().put(lowest);
    return bytes.array();
  }

  /**
   * Reads the form that {@link #toBytes} writes.
   *
   * @throws IllegalArgumentException if the bytes have another form
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
