package dev.toolwatch.sketch;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The registers of an UltraLogLog (O. Ertl, VLDB 2024), one byte each. Merges them in place and
 * packs them for the store. Some hundred users leave most registers at zero, and most merged
 * registers are already the same, so they are compared eight at a time.
 *
 * <p>The packed form is a marker, then two bytes for each register that is not zero: the number of
 * zeros before it, and its value. 255 zeros followed by the value 0 mean just 255 zeros. Its length
 * is odd, unlike the length of pseudonyms and of plain registers.
 */
final class Registers {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte MARKER = 1;
  private static final int MOST_ZEROS = 255;

  private Registers() {}

  /**
   * Adds a hash as {@link UltraLogLog#add(long)} does, but leaves a register alone that has it
   * already: most users come again.
   */
  static void add(byte[] registers, long hash) {
    int precision = Integer.numberOfTrailingZeros(registers.length);
    int register = (int) (hash >>> -precision);
    int zeros = Long.numberOfLeadingZeros(hash << precision | registers.length - 1);
    merge(registers, register, (byte) (zeros + precision - 1 << 2));
  }

  /** Merges registers into the same number of other registers. */
  static void merge(byte[] into, byte[] from) {
    for (int i = 0; i < into.length; i += Long.BYTES) {
      long other = (long) WORDS.get(from, i);
      if (other != 0 && other != (long) WORDS.get(into, i)) {
        for (int register = i; register < i + Long.BYTES; register++) {
          merge(into, register, from[register]);
        }
      }
    }
  }

  private static void merge(byte[] into, int register, byte from) {
    byte before = into[register];
    if (before == from || from == 0) {
      return;
    }
    into[register] = before == 0 ? from : packed(prefixes(before) | prefixes(from));
  }

  /**
   * Decodes a register: its highest number of leading zeros, and which of the two below it
   * occurred.
   */
  private static long prefixes(byte register) {
    return (4L | register & 3) << (register >>> 2) - 2;
  }

  private static byte packed(long prefixes) {
    int zeros = Long.numberOfLeadingZeros(prefixes) + 1;
    return (byte) (-zeros << 2 | (int) (prefixes << zeros >>> 62));
  }

  /**
   * The estimated number of distinct users. The estimate depends only on how many registers have
   * each value, not on which ones. Sorted registers are processed five times as fast, because the
   * processor predicts the branches.
   */
  static double estimate(byte[] registers) {
    int[] times = new int[1 << Byte.SIZE];
    for (int i = 0; i < registers.length; i += Long.BYTES) {
      long word = (long) WORDS.get(registers, i);
      while (word != 0) {
        int shift = Long.numberOfTrailingZeros(word) & -Byte.SIZE;
        long register = word >>> shift & 0xff;
        times[(int) register]++;
        word ^= register << shift;
      }
    }
    byte[] sorted = new byte[registers.length];
    int begin = registers.length;
    for (int value = times.length - 1; value > 0; value--) {
      int end = begin;
      begin -= times[value];
      Arrays.fill(sorted, begin, end, (byte) value);
    }
    return UltraLogLog.wrap(sorted).getDistinctCountEstimate();
  }

  static boolean arePacked(byte[] bytes) {
    return (bytes.length & 1) == 1;
  }

  /** The shorter of the two forms. The registers must not be changed afterwards. */
  static byte[] packed(byte[] registers) {
    byte[] packed = new byte[registers.length];
    packed[0] = MARKER;
    int size = 1;
    int zeros = 0;
    for (byte register : registers) {
      if (register == 0 && zeros < MOST_ZEROS) {
        zeros++;
        continue;
      }
      if (size + 2 > packed.length) {
        return registers;
      }
      packed[size++] = (byte) zeros;
      packed[size++] = register;
      zeros = register == 0 ? 1 : 0;
    }
    return Arrays.copyOf(packed, size);
  }

  /**
   * Checks packed registers.
   *
   * @param registers how many there may be
   * @throws IllegalArgumentException if the bytes are not packed registers
   */
  static void checkPacked(byte[] packed, int registers) {
    if (packed[0] != MARKER) {
      throw new IllegalArgumentException("not packed registers: the first byte is " + packed[0]);
    }
    int register = 0;
    for (int i = 1; i < packed.length; i += 2) {
      register += (packed[i] & 0xff) + (packed[i + 1] == 0 ? 0 : 1);
    }
    if (register > registers) {
      throw new IllegalArgumentException("more than " + registers + " registers");
    }
  }

  /** Merges packed registers, which have been checked. */
  static void mergePacked(byte[] into, byte[] packed) {
    int register = 0;
    for (int i = 1; i < packed.length; i += 2) {
      register += packed[i] & 0xff;
      byte value = packed[i + 1];
      if (value != 0) {
        merge(into, register++, value);
      }
    }
  }
}
