package dev.toolwatch.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Fills the fields of any message at random. */
public final class RandomMessages {
  private static final List<String> TEXTS =
      List.of("", "orders", "a \"quoted\"\\ text\n\t", "ä漢🙂", "/x\u0001", "{}[],:null");

  private final Random random;

  public RandomMessages(Random random) {
    this.random = random;
  }

  /**
   * Fills a message.
   *
   * @param depth of messages in messages, at most
   */
  public Message fill(Message.Builder into, int depth) {
    for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
      boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (message && depth == 0 || random.nextInt(4) == 0) {
        continue;
      }
      if (field.isRepeated()) {
        for (int left = random.nextInt(4); left > 0; left--) {
          into.addRepeatedField(field, value(into, field, depth));
        }
      } else {
        into.setField(field, value(into, field, depth));
      }
    }
    return into.build();
  }

  private Object value(Message.Builder into, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(5);
      case LONG -> random.nextInt(3) == 0 ? random.nextLong() : (long) random.nextInt(5);
      case FLOAT -> random.nextFloat();
      case DOUBLE ->
          switch (random.nextInt(5)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> 0.0;
            default -> random.nextGaussian();
          };
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case BYTE_STRING -> bytes();
      case ENUM -> {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> fill(into.newBuilderForField(field), depth - 1);
    };
  }

  private ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(3) * 8];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
