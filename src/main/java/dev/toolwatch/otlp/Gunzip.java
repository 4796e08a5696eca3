package dev.toolwatch.otlp;

import dev.toolwatch.wire.MalformedException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates gzip (RFC 1952; checks header fields, multiple members, CRC and size) into a buffer. The
 * buffer grows with the actual output, never by a declared size, up to a limit. The inflater is
 * reused, so that small requests do not pay for a new one. Not thread-safe.
 */
final class Gunzip implements AutoCloseable {
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;

  /** Reserved by RFC 1952: their meaning is unknown. */
  private static final int FLAGS_RESERVED = 0xe0;

  private static final byte[] NOTHING = {};

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] in = NOTHING;
  private int position;
  private int end;

  /**
   * Inflates all members.
   *
   * @param limit the maximum number of bytes to write
   * @return the number of bytes written to {@code out}, from index 0
   * @throws MalformedException if the bytes are not complete, valid gzip
   * @throws TooLargeException if the output would exceed the limit
   */
  int inflate(byte[] source, int from, int to, ScratchBuffer out, int limit)
      throws MalformedException, TooLargeException {
    in = source;
    position = from;
    end = to;
    int size = 0;
    try {
      do {
        header();
        size = member(out, size, limit);
      } while (position < end);
      return size;
    } finally {
      // Do not keep the request in memory until the next one.
      in = NOTHING;
      inflater.reset();
    }
  }

  private void header() throws MalformedException {
    int start = position;
    if (next() != 0x1f || next() != 0x8b || next() != 8) {
      throw new MalformedException("the body is not gzip");
    }
    int flags = next();
    if ((flags & FLAGS_RESERVED) != 0) {
      throw new MalformedException("gzip header has an unknown flag");
    }
    skip(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipZeroTerminated();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipZeroTerminated();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      crc.reset();
      crc.update(in, start, position - start);
      if ((next() | next() << 8) != (crc.getValue() & 0xffff)) {
        throw new MalformedException("gzip header checksum does not match");
      }
    }
  }

  private int member(ScratchBuffer out, int from, int limit)
      throws MalformedException, TooLargeException {
    inflater.reset();
    inflater.setInput(in, position, end - position);
    crc.reset();
    int size = from;
    try {
      while (!inflater.finished()) {
        byte[] room = out.roomFor(size, limit);
        int count = inflater.inflate(room, size, Math.min(room.length, limit + 1) - size);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new MalformedException("gzip data is truncated");
        }
        crc.update(room, size, count);
        size += count;
        if (size > limit) {
          throw new TooLargeException("the request inflates to more than " + limit + " bytes");
        }
      }
    } catch (DataFormatException e) {
      throw new MalformedException("gzip data is damaged");
    }
    position = end - inflater.getRemaining();
    if (little32() != (int) crc.getValue() || little32() != size - from) {
      throw new MalformedException("gzip checksum does not match");
    }
    return size;
  }

  private int little32() throws MalformedException {
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  private int next() throws MalformedException {
    if (position == end) {
      throw new MalformedException("gzip data is truncated");
    }
    return in[position++] & 0xff;
  }

  private void skip(int count) throws MalformedException {
    if (end - position < count) {
      throw new MalformedException("gzip data is truncated");
    }
    position += count;
  }

  private void skipZeroTerminated() throws MalformedException {
    while (next() != 0) {
      // skip to the terminator
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
