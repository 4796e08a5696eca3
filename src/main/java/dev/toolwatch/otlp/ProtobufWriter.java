package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes the few small protobuf messages of OTLP's answers. Not thread-safe. */
final class ProtobufWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

  /** An integer field; zero is left out, as proto3 does. */
  ProtobufWriter integer(int field, long value) {
    if (value != 0) {
      varint(ProtobufReader.tag(field, ProtobufReader.VARINT));
      varint(value);
    }
    return this;
  }

  ProtobufWriter text(int field, String value) {
    return value.isEmpty() ? this : bytes(field, value.getBytes(UTF_8));
  }

  ProtobufWriter message(int field, ProtobufWriter message) {
    return bytes(field, message.toByteArray());
  }

  private ProtobufWriter bytes(int field, byte[] value) {
    varint(ProtobufReader.tag(field, ProtobufReader.LENGTH));
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
