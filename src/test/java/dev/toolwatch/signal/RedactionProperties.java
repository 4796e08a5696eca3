package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.toolwatch.testing.RandomMessages;
import dev.toolwatch.wire.MalformedException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Redaction as the official classes see it: the planted values are gone, all else is as it was. */
class RedactionProperties {
  private static final String SECRET = "PLANTED-";
  private static final List<String> SECRET_KEYS =
      List.of(
          "gen_ai.tool.call.arguments",
          "Enduser.Id",
          "enduser.pseudo.id",
          "HTTP.request.header.X-User",
          "mcp.tool.result.0.content",
          "rpc.grpc.request.metadata.cookie");
  private static final List<String> OTHER_KEYS =
      List.of("gen_ai.tool.name", "enduser", "mcp.tool.result.is_error", "", "http.route", "ä");

  private static final Redaction REDACTION =
      new Redaction(List.of(Redaction.DEFAULT_ATTRIBUTES.split(",")), Redaction.TextRedaction.NONE);

  private static boolean isSecret(String key) {
    return SECRET_KEYS.contains(key);
  }

  /** Any request, with keys of ours, unknown fields everywhere and secrets in their values. */
  private static Message planted(Message message, Random random) {
    Message.Builder builder = message.toBuilder();
    if (random.nextInt(3) == 0) {
      builder.setUnknownFields(
          UnknownFieldSet.newBuilder()
              .addField(
                  99,
                  UnknownFieldSet.Field.newBuilder()
                      .addLengthDelimited(ByteString.copyFromUtf8("later"))
                      .addVarint(7)
                      .build())
              .build());
    }
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                if (field.isRepeated()) {
                  for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    Message element = (Message) message.getRepeatedField(field, i);
                    builder.setRepeatedField(field, i, planted(element, random));
                  }
                } else {
                  builder.setField(field, planted((Message) value, random));
                }
              }
            });
    if (builder instanceof KeyValue.Builder attribute) {
      List<String> keys = random.nextBoolean() ? SECRET_KEYS : OTHER_KEYS;
      attribute.setKey(keys.get(random.nextInt(keys.size())));
      if (isSecret(attribute.getKey())) {
        attribute.setValue(secret(attribute.getValue(), random, 3));
      }
    }
    return builder.build();
  }

  private static AnyValue secret(AnyValue before, Random random, int depth) {
    String text = SECRET + random.nextInt(1_000);
    return switch (random.nextInt(depth == 0 ? 2 : 4)) {
      case 0 -> AnyValue.newBuilder().setStringValue(text).build();
      case 1 -> AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(text, UTF_8)).build();
      case 2 -> {
        AnyValue.Builder value = AnyValue.newBuilder();
        value.getArrayValueBuilder().addValues(secret(before, random, depth - 1)).addValues(before);
        yield value.build();
      }
      default -> {
        AnyValue.Builder value = AnyValue.newBuilder();
        value
            .getKvlistValueBuilder()
            .addValues(
                KeyValue.newBuilder().setKey("any").setValue(secret(before, random, depth - 1)));
        yield value.build();
      }
    };
  }

  /** What is wanted, made with the official classes. */
  private static Message wanted(Message message) {
    Message.Builder builder = message.toBuilder();
    if (message instanceof KeyValue attribute && isSecret(attribute.getKey())) {
      return attribute.toBuilder()
          .setValue(AnyValue.newBuilder().setStringValue(Redaction.REPLACEMENT))
          .build();
    }
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                return;
              }
              if (field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                  builder.setRepeatedField(
                      field, i, wanted((Message) message.getRepeatedField(field, i)));
                }
              } else {
                builder.setField(field, wanted((Message) value));
              }
            });
    return builder.build();
  }

  private static ExportTraceServiceRequest random(long seed) {
    Random random = new Random(seed);
    Message any = new RandomMessages(random).fill(ExportTraceServiceRequest.newBuilder(), 8);
    return (ExportTraceServiceRequest) planted(any, random);
  }

  @Property(tries = 400)
  void redacted_isTheSame_withoutThePlantedValues(@ForAll long seed) throws Exception {
    ExportTraceServiceRequest request = random(seed);
    byte[] body = request.toByteArray();
    byte[] array = new byte[body.length + 5];
    System.arraycopy(body, 0, array, 2, body.length);
    byte[] redacted = REDACTION.redact(array, 2, 2 + body.length);
    assertThat(ExportTraceServiceRequest.parseFrom(redacted)).isEqualTo(wanted(request));
    assertThat(new String(redacted, ISO_8859_1)).doesNotContain(SECRET);
    assertThat(REDACTION.redact(redacted, 0, redacted.length)).isEqualTo(redacted);
  }

  /** Without anything on the list the bytes are the same, one by one. */
  @Property(tries = 100)
  void nothingOnTheList_changesNothing(@ForAll long seed) throws Exception {
    byte[] body = random(seed).toByteArray();
    assertThat(new Redaction(List.of(), Redaction.TextRedaction.NONE).redact(body, 0, body.length))
        .isEqualTo(body);
  }

  /** Whatever the bytes are: an exception, or what no longer has a secret as the classes read it. */
  @Property(tries = 1_000)
  void changedBytes_areRefused_orHaveNoSecrets(@ForAll long seed) {
    byte[] body = random(seed).toByteArray();
    Random random = new Random(seed);
    for (int changes = random.nextInt(4); changes > 0 && body.length > 0; changes--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt();
    }
    ExportTraceServiceRequest read;
    try {
      read = ExportTraceServiceRequest.parseFrom(REDACTION.redact(body, 0, body.length));
    } catch (MalformedException | InvalidProtocolBufferException e) {
      return;
    }
    assertThat(read).isEqualTo(wanted(read));
  }
}
