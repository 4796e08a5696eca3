package dev.toolwatch.wire;

/**
 * Writes protobuf fields (protobuf.dev, "Encoding"). A nested message is written in place, and its
 * length is inserted before it afterwards. Not thread-safe.
 */
public final class ProtobufWriter {
  private final ByteSink sink;

  public ProtobufWriter(ByteSink sink) {
    this.sink = sink;
  }

  public void uint(int field, long value) {
    varint(ProtobufReader.tag(field, ProtobufReader.VARINT));
    varint(value);
  }

  /** Writes an unsigned integer unless it is zero, as proto3 does. */
  public void uintUnlessZero(int field, long value) {
    if (value != 0) {
      uint(field, value);
    }
  }

  /** Writes a signed integer in zigzag encoding: sint32 and sint64. */
  public void sint(int field, long value) {
    uint(field, (value << 1) ^ (value >> 63));
  }

  public void float64(int field, double value) {
    fixed64(field, Double.doubleToRawLongBits(value));
  }

  public void string(int field, String value) {
    int start = open(field);
    sink.utf8(value);
    close(start);
  }

  /** Writes bytes, or a string in UTF-8. */
  public void bytes(int field, byte[] source, int from, int length) {
    varint(ProtobufReader.tag(field, ProtobufReader.LENGTH));
    varint(length);
    sink.write(source, from, length);
  }

  public void fixed64(int field, long value) {
    varint(ProtobufReader.tag(field, ProtobufReader.FIXED64));
    fixed64(value);
  }

  public void fixed32(int field, int value) {
    varint(ProtobufReader.tag(field, ProtobufReader.FIXED32));
    for (int shift = 0; shift < 32; shift += 8) {
      sink.write(value >>> shift);
    }
  }

  /** Writes an element of a packed field. */
  public void fixed64(long value) {
    for (int shift = 0; shift < 64; shift += 8) {
      sink.write((int) (value >>> shift));
    }
  }

  /** Writes an element of a packed field. */
  public void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      sink.write((int) rest | 0x80);
      rest >>>= 7;
    }
    sink.write((int) rest);
  }

  /** Writes a string unless it is empty, as proto3 does. */
  public void stringUnlessEmpty(int field, String value) {
    if (!value.isEmpty()) {
      string(field, value);
    }
  }

  /** Begins a nested message. Everything up to {@link #close} is its content. */
  public int open(int field) {
    varint(ProtobufReader.tag(field, ProtobufReader.LENGTH));
    return open();
  }

  /** Begins a delimited message, which has its length before it but no field number. */
  public int open() {
    sink.write(0); // the length's first byte; few messages need a second
    return sink.length();
  }

  /** Ends the message that began at {@code start}. */
  public void close(int start) {
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
}
