package dev.toolwatch.store;

/** Reads what {@link Packer} wrote. */
final class Unpacker {
  private final byte[] bytes;
  private int at;

  Unpacker(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = take();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }

  long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  long fixed() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      value |= (take() & 0xffL) << shift;
    }
    return value;
  }

  double real() {
    return Double.longBitsToDouble(fixed());
  }

  void countsInto(ExponentialSum sum) {
    int scale = Math.toIntExact(signed());
    int index = Math.toIntExact(signed());
    for (long left = number(); left > 0; left--) {
      index += Math.toIntExact(number());
      sum.add(scale, index, number());
      index++;
    }
  }

  private byte take() {
    if (at == bytes.length) {
      throw new IllegalArgumentException("ends after " + at + " bytes");
    }
    return bytes[at++];
  }
}
