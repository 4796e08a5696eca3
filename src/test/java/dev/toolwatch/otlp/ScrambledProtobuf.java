package dev.toolwatch.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.toolwatch.wire.ProtobufReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes a message as no usual encoder does but any may: fields in any order and more than once,
 * messages in two parts, varints longer than they need be, unknown fields of every wire type.
 */
final class ScrambledProtobuf {
  private final Random random;

  private ScrambledProtobuf(Random random) {
    this.random = random;
  }

  static byte[] of(Message message, long seed) {
    return join(new ScrambledProtobuf(new Random(seed)).fields(message));
  }

  private List<byte[]> fields(Message message) {
    List<byte[]> fields = new ArrayList<>();
    message.getAllFields().forEach((field, value) -> add(fields, field, value));
    while (random.nextInt(3) == 0) {
      fields.add(unknown(3));
    }
    Collections.shuffle(fields, random);
    return fields;
  }

  private void add(List<byte[]> fields, FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      ((List<?>) value).forEach(element -> fields.add(field(field, element)));
      return;
    }
    if (field.getType() != FieldDescriptor.Type.MESSAGE) {
      fields.add(field(field, value));
      if (random.nextInt(4) == 0) {
        fields.add(field(field, field.getDefaultValue()));
      }
      return;
    }
    List<byte[]> inner = fields((Message) value);
    int part = random.nextBoolean() ? inner.size() : random.nextInt(inner.size() + 1);
    fields.add(delimited(field.getNumber(), join(inner.subList(0, part))));
    if (part < inner.size()) {
      fields.add(delimited(field.getNumber(), join(inner.subList(part, inner.size()))));
    }
  }

  private byte[] field(FieldDescriptor field, Object value) {
    int number = field.getNumber();
    return switch (field.getType()) {
      case MESSAGE -> delimited(number, join(fields((Message) value)));
      case STRING -> delimited(number, ByteString.copyFromUtf8((String) value).toByteArray());
      case BYTES -> delimited(number, ((ByteString) value).toByteArray());
      case ENUM -> write(out -> out.writeEnum(number, ((EnumValueDescriptor) value).getNumber()));
      case BOOL -> write(out -> out.writeBool(number, (Boolean) value));
      case INT64 -> write(out -> out.writeInt64(number, (Long) value));
      case UINT64 -> write(out -> out.writeUInt64(number, (Long) value));
      case SFIXED64 -> write(out -> out.writeSFixed64(number, (Long) value));
      case SINT32 -> write(out -> out.writeSInt32(number, (Integer) value));
      case UINT32 -> write(out -> out.writeUInt32(number, (Integer) value));
      case FIXED32 -> write(out -> out.writeFixed32(number, (Integer) value));
      case FIXED64 -> write(out -> out.writeFixed64(number, (Long) value));
      case DOUBLE -> write(out -> out.writeDouble(number, (Double) value));
      default -> throw new IllegalArgumentException("not in OTLP: " + field.getType());
    };
  }

  private byte[] delimited(int number, byte[] payload) {
    return join(List.of(tag(number, ProtobufReader.LENGTH), varint(payload.length), payload));
  }

  private byte[] tag(int number, int wireType) {
    return varint(Integer.toUnsignedLong(ProtobufReader.tag(number, wireType)));
  }

  /** At times longer than it need be, up to the ten bytes that are allowed. */
  private byte[] varint(long value) {
    byte[] shortest = write(out -> out.writeUInt64NoTag(value));
    if (random.nextInt(6) != 0) {
      return shortest;
    }
    byte[] longer = new byte[shortest.length + random.nextInt(11 - shortest.length)];
    System.arraycopy(shortest, 0, longer, 0, shortest.length);
    for (int i = shortest.length - 1; i < longer.length - 1; i++) {
      longer[i] |= (byte) 0x80;
    }
    return longer;
  }

  private byte[] unknown(int depth) {
    // Any number that no message of OTLP has, up to the highest there is.
    int number = random.nextBoolean() ? (1 << 29) - 1 : 1000 + random.nextInt(1 << 20);
    return switch (random.nextInt(depth == 0 ? 4 : 5)) {
      case 0 -> write(out -> out.writeInt64(number, random.nextLong()));
      case 1 -> write(out -> out.writeFixed64(number, random.nextLong()));
      case 2 -> write(out -> out.writeFixed32(number, random.nextInt()));
      case 3 -> {
        byte[] noise = new byte[random.nextInt(8)];
        random.nextBytes(noise);
        yield delimited(number, noise);
      }
      default ->
          join(
              List.of(
                  tag(number, ProtobufReader.START_GROUP),
                  unknown(depth - 1),
                  unknown(depth - 1),
                  tag(number, ProtobufReader.END_GROUP)));
    };
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
