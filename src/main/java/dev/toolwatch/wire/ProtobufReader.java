package dev.toolwatch.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf fields from an array in place (protobuf.dev, "Encoding"). Every declared length is
 * checked against the enclosing message before it is used. Not thread-safe.
 */
public final class ProtobufReader {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int LENGTH = 2;
  public static final int START_GROUP = 3;
  public static final int END_GROUP = 4;
  public static final int FIXED32 = 5;

  /** The lowest tag of any field. */
  private static final int FIRST_TAG = 1 << 3;

  /** The maximum nesting of groups and values. The limit of protobuf-java is 100. */
  public static final int MAX_DEPTH = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_ENDIAN_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = {};
  private int position;
  private int limit;

  /** The tag of a field, as written on the wire. */
  public static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  public void reset(byte[] source, int from, int to) {
    bytes = source;
    position = from;
    limit = to;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int position() {
    return position;
  }

  public int limit() {
    return limit;
  }

  public boolean hasMore() {
    return position < limit;
  }

  public int tag() throws MalformedException {
    int at = position;
    // Nearly always a field number below 16, which takes one byte.
    if (at < limit && bytes[at] >= FIRST_TAG) {
      position = at + 1;
      return bytes[at];
    }
    return longTag();
  }

  private int longTag() throws MalformedException {
    int start = position;
    long tag = varint();
    // Field numbers are 1 to 2^29 - 1, so a tag fits in 32 bits.
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw MalformedException.at(start, "field number out of range");
    }
    return (int) tag;
  }

  public long varint() throws MalformedException {
    int at = position;
    if (at < limit && bytes[at] >= 0) {
      position = at + 1;
      return bytes[at];
    }
    return longVarint();
  }

  private long longVarint() throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position == limit) {
        throw MalformedException.at(position, "varint is truncated");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw MalformedException.at(position, "varint is longer than ten bytes");
  }

  public long fixed64() throws MalformedException {
    need(8);
    position += 8;
    return (long) LONGS.get(bytes, position - 8);
  }

  public int fixed32() throws MalformedException {
    need(4);
    position += 4;
    return (int) INTS.get(bytes, position - 4);
  }

  /**
   * Eight bytes at an absolute position, the first byte highest. The caller must have checked the
   * position.
   */
  public long bigEndianLong(int at) {
    return (long) BIG_ENDIAN_LONGS.get(bytes, at);
  }

  /**
   * Reads the length of a length-delimited field and checks that the field lies within the
   * enclosing message.
   */
  public int length() throws MalformedException {
    int at = position;
    if (at < limit) {
      int length = bytes[at];
      if (length >= 0 && length < limit - at) {
        position = at + 1;
        return length;
      }
    }
    return longLength();
  }

  private int longLength() throws MalformedException {
    int start = position;
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw MalformedException.at(start, "declared length exceeds its message");
    }
    return (int) length;
  }

  public void text(Text into) throws MalformedException {
    int length = length();
    into.set(bytes, position, length);
    position += length;
  }

  /** Skips as many bytes as {@link #length} returned. */
  public void advance(int length) {
    position += length;
  }

  /** Enters a nested message. Pass the result to {@link #leave}. */
  public int enter() throws MalformedException {
    int length = length();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  public void leave(int outer) {
    position = limit;
    limit = outer;
  }

  /** Goes back to an earlier position in the current message. */
  public void rewind(int to) {
    position = to;
  }

  public void skip(int tag) throws MalformedException {
    skip(tag, 0);
  }

  private void skip(int tag, int depth) throws MalformedException {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> {
        need(8);
        position += 8;
      }
      case LENGTH -> advance(length());
      case FIXED32 -> {
        need(4);
        position += 4;
      }
      case START_GROUP -> skipGroup(tag, depth + 1);
      default -> throw MalformedException.at(position, "unknown wire type");
    }
  }

  private void skipGroup(int start, int depth) throws MalformedException {
    if (depth > MAX_DEPTH) {
      throw MalformedException.at(position, "groups are nested deeper than " + MAX_DEPTH);
    }
    int end = (start & ~7) | END_GROUP;
    while (true) {
      int tag = tag();
      if (tag == end) {
        return;
      }
      skip(tag, depth);
    }
  }

  private void need(int count) throws MalformedException {
    if (limit - position < count) {
      throw MalformedException.at(position, "field is truncated");
    }
  }
}
