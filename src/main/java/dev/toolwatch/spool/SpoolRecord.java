package dev.toolwatch.spool;

import dev.toolwatch.signal.Signal;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The head of a record in a {@link Segment}, whose bytes follow it. It has a checksum of its own, so
 * that damaged bytes do not hide the records behind them.
 *
 * @param via how it came, as whoever writes it understands: from 0, which is that of files of versions
 *     that did not know it, to 127
 * @param length the bytes that follow
 * @param check their CRC-32C
 */
public record SpoolRecord(
    Signal signal, int via, long arrivedMillis, int items, int length, int check) {
  /** The size of a head. */
  public static final int HEAD = 32;

  /** What every head begins with. */
  static final int MAGIC = 0x5457_5231;

  private static final int CHECKED = HEAD - Integer.BYTES;

  /** The signal's number has this byte, {@code via} the one above. */
  private static final int SIGNAL = 0xff;

  private static final int VIA_BITS = 8;
  private static final int MOST_VIA = 127;

  /** The head of a request. */
  static SpoolRecord of(WaitingRequest request) {
    return of(
        request.signal(),
        0,
        request.arrivedMillis(),
        request.items(),
        request.bytes(),
        0,
        request.size());
  }

  /** The head of a request that is a part of an array. */
  public static SpoolRecord of(
      Signal signal, int via, long arrivedMillis, int items, byte[] body, int from, int length) {
    return new SpoolRecord(signal, via, arrivedMillis, items, length, crc(body, from, length));
  }

  /** Reads the head at an index of an array, or null if there is none. */
  static SpoolRecord read(byte[] bytes, int at) {
    ByteBuffer head = ByteBuffer.wrap(bytes, at, HEAD);
    if (head.getInt() != MAGIC) {
      return null;
    }
    int length = head.getInt();
    int items = head.getInt();
    int kind = head.getInt();
    int signal = kind & SIGNAL;
    int via = kind >> VIA_BITS;
    long arrivedMillis = head.getLong();
    int check = head.getInt();
    if (head.getInt() != crc(bytes, at, CHECKED)
        || length < 0
        || items < 0
        || via < 0
        || via > MOST_VIA
        || signal >= Signal.values().length) {
      return null;
    }
    return new SpoolRecord(Signal.values()[signal], via, arrivedMillis, items, length, check);
  }

  /** The head as it is written. */
  ByteBuffer toBytes() {
    byte[] bytes = new byte[HEAD];
    ByteBuffer head =
        ByteBuffer.wrap(bytes)
            .putInt(MAGIC)
            .putInt(length)
            .putInt(items)
            .putInt(via << VIA_BITS | signal.ordinal())
            .putLong(arrivedMillis)
            .putInt(check);
    return head.putInt(crc(bytes, 0, CHECKED)).flip();
  }

  /** Whether these bytes are the record's. */
  boolean isOf(byte[] bytes) {
    return crc(bytes, 0, bytes.length) == check;
  }

  /** The size of the whole record. */
  public long size() {
    return (long) HEAD + length;
  }

  private static int crc(byte[] bytes, int from, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }
}
