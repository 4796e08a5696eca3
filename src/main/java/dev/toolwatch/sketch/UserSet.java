package dev.toolwatch.sketch;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Accumulates a {@link UserSketch}: an exact set of up to {@link UserSketch#EXACT} users, then an
 * UltraLogLog. Allocates only to grow, at most to the size of the sketch. Not thread-safe.
 */
public final class UserSet {
  private static final int FIRST_SLOTS = 8;

  private static final long[] NO_SLOTS = {};

  private static final VarHandle PSEUDONYMS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Open addressing, at most half full. A free slot is 0. Empty if there is a sketch. */
  private long[] slots = NO_SLOTS;

  private int size;
  private UltraLogLog sketch;

  /**
   * Adds a user.
   *
   * @param user a pseudonym, which is a hash already; not 0
   */
  public void add(long user) {
    if (sketch != null) {
      Registers.add(sketch.getState(), user);
    } else if (addExact(user) && size > UserSketch.EXACT) {
      toSketch();
    }
  }

  private boolean addExact(long user) {
    if (size * 2 >= slots.length) {
      grow();
    }
    int mask = slots.length - 1;
    int slot = slot(user, mask);
    while (slots[slot] != 0) {
      if (slots[slot] == user) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = user;
    size++;
    return true;
  }

  private static int slot(long user, int mask) {
    return (int) (user >>> 32) & mask;
  }

  private void grow() {
    rehash(Math.max(FIRST_SLOTS, slots.length * 2));
  }

  /** Grows only once for users that are added together. */
  private void makeRoomFor(int users) {
    int wanted = 2 * Math.min(size + users, UserSketch.EXACT + 1);
    if (sketch == null && wanted > slots.length) {
      rehash(Math.max(FIRST_SLOTS, Integer.highestOneBit(wanted) * 2));
    }
  }

  private void rehash(int length) {
    long[] before = slots;
    slots = new long[length];
    size = 0;
    for (long user : before) {
      if (user != 0) {
        addExact(user);
      }
    }
  }

  private void toSketch() {
    UltraLogLog all = UserSketch.emptyRegisters();
    for (long user : slots) {
      if (user != 0) {
        Registers.add(all.getState(), user);
      }
    }
    sketch = all;
    slots = NO_SLOTS;
    size = 0;
  }

  /** The registers of the sketch, which it is from here on. */
  private byte[] registers() {
    if (sketch == null) {
      toSketch();
    }
    return sketch.getState();
  }

  /** Adds all users of another set. */
  public void addAll(UserSet other) {
    if (other.sketch == null) {
      makeRoomFor(other.size);
      for (long user : other.slots) {
        if (user != 0) {
          add(user);
        }
      }
    } else {
      Registers.merge(registers(), other.sketch.getState());
    }
  }

  /** Adds all users of a sketch. */
  public void addAll(UserSketch other) {
    if (other.isExact()) {
      other.forEachExact(this::add);
    } else {
      other.addTo(registers());
    }
  }

  /**
   * Adds all users of the form that {@link UserSketch#toBytes} writes, without creating an object.
   *
   * @throws IllegalArgumentException if the bytes have another form; then none are added
   */
  public void addAll(byte[] other) {
    UserSketch.check(other);
    if (Registers.arePacked(other)) {
      Registers.mergePacked(registers(), other);
    } else if (other.length > UserSketch.EXACT * Long.BYTES) {
      addAll(UserSketch.fromBytes(other));
    } else {
      makeRoomFor(other.length / Long.BYTES);
      for (int i = 0; i < other.length; i += Long.BYTES) {
        add((long) PSEUDONYMS.get(other, i));
      }
    }
  }

  /** Forgets all users. Keeps memory of which they needed a good part. */
  public void clear() {
    sketch = null;
    slots = UserSlots.cleared(slots, size);
    size = 0;
  }

  /** Memory used in bytes, without object headers. */
  public int bytes() {
    return sketch == null ? slots.length * Long.BYTES : UserSketch.SKETCH_BYTES;
  }

  /** The users so far. */
  public UserSketch snapshot() {
    return sketch == null ? exact() : UserSketch.of(sketch.copy());
  }

  /** The same without a copy of the sketch: the set must not be changed afterwards. */
  public UserSketch finish() {
    return sketch == null ? exact() : UserSketch.of(sketch);
  }

  private UserSketch exact() {
    long[] users = new long[size];
    int next = 0;
    for (long user : slots) {
      if (user != 0) {
        users[next++] = user;
      }
    }
    return UserSketch.ofOwn(users);
  }
}
