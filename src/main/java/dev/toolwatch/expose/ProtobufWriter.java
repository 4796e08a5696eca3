package dev.toolwatch.expose;

/**
 * Protobuf's wire format, as far as metrics need it. A nested message is written in place and its
 * length put in front of it afterwards. Not thread-safe.
 */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;

  private final ByteSink sink;

  ProtobufWriter(ByteSink sink) {
    this.sink = sink;
  }

  void uint(int field, long value) {
    varint(((long) field << 3) | VARINT);
    varint(value);
  }

  /** Signed as zigzag: sint32 and sint64. */
  void sint(int field, long value) {
    uint(field, (value << 1) ^ (value >> 63));
  }

  void float64(int field, double value) {
    varint(((long) field << 3) | FIXED64);
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < 64; shift += 8) {
      sink.write((int) (bits >>> shift));
    }
  }

  void string(int field, String value) {
    int start = open(field);
    sink.utf8(value);
    close(start);
  }

  /** Begins a nested message; what comes until {@link #close} is its content. */
  int open(int field) {
    varint(((long) field << 3) | LENGTH_DELIMITED);
    return open();
  }

  /** Begins a delimited message: its length stands before it, without a field number. */
  int open() {
    sink.write(0); // the length's first byte; few messages need a second
    return sink.length();
  }

  /** Ends the message that began at {@code start}. */
  void close(int start) {
    int length = sink.length() - start;
    int more = 0;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      more++;
    }
    if (more > 0) {
      sink.insert(start, more);
    }
    int at = start - 1;
    int rest = length;
    while (rest > 0x7f) {
      sink.set(at++, rest | 0x80);
      rest >>>= 7;
    }
    sink.set(at, rest);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      sink.write((int) rest | 0x80);
      rest >>>= 7;
    }
    sink.write((int) rest);
  }
}
