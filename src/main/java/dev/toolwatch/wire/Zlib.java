package dev.toolwatch.wire;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** How bytes are compressed in the store: zlib (RFC 1950), which has a checksum. Pure functions. */
public final class Zlib {
  private static final int BLOCK = 16 * 1024;

  private Zlib() {}

  /** Compresses bytes. */
  public static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] sink = new byte[bytes.length / 2 + 64];
      int length = deflater.deflate(sink);
      while (!deflater.finished()) {
        sink = Arrays.copyOf(sink, 2 * sink.length);
        length += deflater.deflate(sink, length, sink.length - length);
      }
      return Arrays.copyOf(sink, length);
    } finally {
      deflater.end();
    }
  }

  /**
   * The reverse.
   *
   * @param limit the maximum size in bytes
   * @return null if there is more than that
   * @throws IllegalArgumentException if that was not deflated, or was changed since
   */
  public static byte[] inflate(byte[] bytes, int limit) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      byte[] sink = new byte[(int) Math.min(limit, Math.max(BLOCK, 4L * bytes.length))];
      int length = 0;
      while (true) {
        length += inflater.inflate(sink, length, sink.length - length);
        if (inflater.finished()) {
          return Arrays.copyOf(sink, length);
        }
        if (length == sink.length) {
          if (length == limit) {
            return null;
          }
          sink = Arrays.copyOf(sink, (int) Math.min(limit, 2L * length));
        } else if (inflater.needsInput() || inflater.needsDictionary()) {
          throw new IllegalArgumentException("compressed data ends too early");
        }
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not compressed data: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
