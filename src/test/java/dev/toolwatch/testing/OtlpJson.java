package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Writes messages in OTLP's own JSON (OTLP 1.11, "JSON Protobuf Encoding"), which protobuf's
 * JsonFormat does not: ids in hex, enums as integers.
 */
public final class OtlpJson {
  private static final Set<String> IDS = Set.of("trace_id", "span_id", "parent_span_id");

  private OtlpJson() {}

  /** The request's bytes, 64-bit integers as strings. */
  public static byte[] json(Message message) {
    return tree(message).encode().getBytes(UTF_8);
  }

  /** The same as a tree, for tests that want to change something before they write it. */
  public static JsonObject tree(Message message) {
    JsonObject tree = new JsonObject();
    message
        .getAllFields()
        .forEach((field, value) -> tree.put(field.getJsonName(), of(field, value)));
    return tree;
  }

  private static Object of(FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      JsonArray array = new JsonArray();
      ((List<?>) value).forEach(element -> array.add(one(field, element)));
      return array;
    }
    return one(field, value);
  }

  private static Object one(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case MESSAGE -> tree((Message) value);
      case ENUM -> ((EnumValueDescriptor) value).getNumber();
      case BYTES -> bytes(field.getName(), ((ByteString) value).toByteArray());
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      case INT64, SINT64, SFIXED64 -> Long.toString((Long) value);
      case UINT32, FIXED32 -> Integer.toUnsignedLong((Integer) value);
      case DOUBLE -> number((Double) value);
      default -> value;
    };
  }

  private static String bytes(String field, byte[] value) {
    return IDS.contains(field)
        ? HexFormat.of().formatHex(value)
        : Base64.getEncoder().encodeToString(value);
  }

  /** ProtoJSON spells out what JSON has no number for. */
  private static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }

  /** Fills a message from such JSON. Unknown fields are passed over. */
  public static Message read(JsonObject tree, Message.Builder into) {
    for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
      Object value = tree.getValue(field.getJsonName());
      if (value instanceof JsonArray array) {
        array.forEach(one -> into.addRepeatedField(field, parsed(field, one, into)));
      } else if (value != null) {
        into.setField(field, parsed(field, value, into));
      }
    }
    return into.build();
  }

  private static Object parsed(FieldDescriptor field, Object value, Message.Builder of) {
    return switch (field.getType()) {
      case MESSAGE -> read((JsonObject) value, of.newBuilderForField(field));
      case ENUM ->
          field.getEnumType().findValueByNumberCreatingIfUnknown(((Number) value).intValue());
      case BYTES ->
          ByteString.copyFrom(
              IDS.contains(field.getName())
                  ? HexFormat.of().parseHex((String) value)
                  : Base64.getDecoder().decode((String) value));
      case UINT64, FIXED64, INT64, SINT64, SFIXED64 -> new BigDecimal(value.toString()).longValue();
      case UINT32, FIXED32, INT32, SINT32, SFIXED32 -> ((Number) value).intValue();
      case DOUBLE -> Double.valueOf(value.toString());
      default -> value;
    };
  }
}
