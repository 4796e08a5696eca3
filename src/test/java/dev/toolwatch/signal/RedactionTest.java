package dev.toolwatch.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.wire.MalformedException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final Path FIXTURES = Path.of("src/test/resources/emitters");

  private static final Redaction DEFAULT =
      new Redaction(List.of(Redaction.DEFAULT_ATTRIBUTES.split(",")), RedactionTest::scanned);

  private static String scanned(String text, Collection<String> known) {
    String scanned = text.replace("hunter2", "[redacted]");
    for (String value : known) {
      scanned = scanned.replace(value, "[redacted]");
    }
    return scanned;
  }

  @Test
  void messagesOfErrors_areWithoutWhatLooksLikeASecret_andElseTheSame() throws Exception {
    Span.Builder span =
        Span.newBuilder()
            .setName("hunter2 stays in names")
            .setStatus(
                Status.newBuilder().setCodeValue(2).setMessage("no access of jo.doe with hunter2"))
            .addAttributes(Requests.attribute("mcp.error.message", "hunter2 is wrong"))
            .addAttributes(Requests.attribute("count", 7))
            .addAttributes(Requests.attribute("enduser.id", "jo.doe"))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("exception")
                    .setTimeUnixNano(1)
                    .addAttributes(Requests.attribute("exception.message", "hunter2"))
                    .addAttributes(Requests.attribute("exception.type", "AuthError"))
                    .addAttributes(Requests.attribute("exception.stacktrace", "at f(hunter2)")));
    byte[] body = Requests.request("s", span).toByteArray();
    byte[] wanted =
        Requests.request(
                "s",
                span.setStatus(
                        Status.newBuilder()
                            .setMessage("no access of [redacted] with [redacted]")
                            .setCodeValue(2))
                    .setAttributes(
                        0, Requests.attribute("mcp.error.message", "[redacted] is wrong"))
                    .setAttributes(2, Requests.attribute("enduser.id", "[redacted]"))
                    .setEvents(
                        0,
                        span.getEventsBuilder(0)
                            .setAttributes(0, Requests.attribute("exception.message", "[redacted]"))
                            .setAttributes(
                                2, Requests.attribute("exception.stacktrace", "at f([redacted])"))))
            .toByteArray();
    assertThat(ExportTraceServiceRequest.parseFrom(DEFAULT.redact(body, 0, body.length)))
        .isEqualTo(ExportTraceServiceRequest.parseFrom(wanted));
  }

  private static List<KeyValue> redact(Redaction redaction, List<KeyValue> attributes)
      throws MalformedException, IOException {
    byte[] body =
        Requests.request("s", Span.newBuilder().addAllAttributes(attributes)).toByteArray();
    return ExportTraceServiceRequest.parseFrom(redaction.redact(body, 0, body.length))
        .getResourceSpans(0)
        .getScopeSpans(0)
        .getSpans(0)
        .getAttributesList();
  }

  private static String redact(String list, String key, String value) throws Exception {
    return redact(
            new Redaction(List.of(list.split(",")), RedactionTest::scanned),
            List.of(Requests.attribute(key, value)))
        .get(0)
        .getValue()
        .getStringValue();
  }

  /** Messages of errors may quote arguments, and only keys decide. */
  private static final Set<String> MESSAGES =
      Set.of(
          "exception.message",
          "exception.stacktrace",
          "mcp.error.message",
          "rpc.jsonrpc.error_message");

  @Test
  void defaultList_hidesWhatEveryEmitterSends_butMessages() throws Exception {
    List<KeyValue> sent = new ArrayList<>();
    for (Path request : requests()) {
      collect(new JsonObject(Files.readString(request)), sent);
    }
    assertThat(sent).hasSizeGreaterThan(1_000).anyMatch(RedactionTest::isSensitive);
    Set<String> left = new TreeSet<>();
    for (KeyValue attribute : redact(DEFAULT, sent)) {
      if (isSensitive(attribute)) {
        left.add(attribute.getKey());
      }
    }
    assertThat(left).isEqualTo(new TreeSet<>(MESSAGES));
  }

  private static boolean isSensitive(KeyValue attribute) {
    return attribute.getValue().toString().contains("SENSITIVE");
  }

  private static List<Path> requests() throws IOException {
    try (Stream<Path> files = Files.walk(FIXTURES)) {
      return files
          .filter(file -> file.getParent().endsWith("requests"))
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .toList();
    }
  }

  /** Attributes anywhere in a request, their values as texts. */
  private static void collect(Object tree, List<KeyValue> into) {
    if (tree instanceof JsonArray array) {
      array.forEach(element -> collect(element, into));
    } else if (tree instanceof JsonObject object) {
      if (object.containsKey("key") && object.containsKey("value")) {
        into.add(Requests.attribute(object.getString("key"), object.getValue("value").toString()));
      } else {
        object.forEach((Map.Entry<String, Object> field) -> collect(field.getValue(), into));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcp.method.name",
        "gen_ai.tool.name",
        "gen_ai.prompt.name",
        "mcp.tool.result.is_error",
        "error.type",
        "db.system.name",
        "db.query.text",
        "server.address",
        "user_agent.original",
        "service.name",
        "url.path",
        "http.route",
        "http.request.body.size",
        "gen_ai.request.model",
        "gen_ai.usage.input_tokens",
      })
  void defaultList_leavesWhatAnEngineerNeeds(String key) throws Exception {
    assertThat(redact(Redaction.DEFAULT_ATTRIBUTES, key, "text")).isEqualTo("text");
  }

  @ParameterizedTest
  @CsvSource({
    "user.id, user.id, true",
    "user.id, USER.Id, true",
    "User.ID, user.id, true",
    "user.id, user.id2, false",
    "user.id, user.i, false",
    "user.*, user.id, true",
    "user.*, user., true",
    "user.*, user, false",
    "user.*, user_agent, false",
    "*.secret, a.b.secret, true",
    "*.secret, secret, false",
    "a*b*c, axxbyyc, true",
    "a*b*c, abc, true",
    "a*b*c, acb, false",
    "a*b*c, aabbcbc, true",
    "*, anything, true",
    "ä.*, ä.ö, true",
    "Ä.*, ä.ö, true",
    "ä.*, Ä.ö, false",
  })
  void patterns(String pattern, String key, boolean matches) throws Exception {
    assertThat(redact(pattern, key, "text")).isEqualTo(matches ? "[redacted]" : "text");
  }

  @ParameterizedTest
  @CsvSource({
    "https://crm/a/b, https://crm/a/b",
    "https://crm/a?token=1&x=2, https://crm/a?[redacted]",
    "https://crm/a#token=1, https://crm/a#[redacted]",
    "https://crm?x=a/b@c, https://crm?[redacted]",
    "https://ann:pw@crm:80/a?x=1#y, https://[redacted]@crm:80/a?[redacted]",
    "https://ann:p@w@crm, https://[redacted]@crm",
    "/a/b?token=1, /a/b?[redacted]",
    "https://crm/a@b, https://crm/a@b",
    "?, ?[redacted]",
  })
  void url_losesItsQueryAndUser(String url, String kept) throws Exception {
    assertThat(redact("url.full?", "url.full", url)).isEqualTo(kept);
    assertThat(redact("url.full?,url.*", "url.full", url)).isEqualTo("[redacted]");
  }

  @Test
  void urlThatIsNotAText_isReplaced() throws Exception {
    KeyValue bytes =
        KeyValue.newBuilder()
            .setKey("url.full")
            .setValue(AnyValue.newBuilder().setBytesValue(ByteString.copyFromUtf8("a?b")))
            .build();
    assertThat(redact(DEFAULT, List.of(bytes)).get(0).getValue().getStringValue())
        .isEqualTo("[redacted]");
  }

  @Test
  void keyAfterItsValue_orTwice_hidesTheValueToo() throws Exception {
    byte[] key = KeyValue.newBuilder().setKey("user.id").build().toByteArray();
    byte[] other = KeyValue.newBuilder().setKey("http.route").build().toByteArray();
    byte[] value =
        KeyValue.newBuilder()
            .setValue(AnyValue.newBuilder().setStringValue("SECRET"))
            .build()
            .toByteArray();
    for (List<byte[]> order :
        List.of(
            List.of(value, key),
            List.of(other, value, key),
            List.of(key, value, other),
            List.of(key, value, value))) {
      ByteArrayOutputStream attribute = new ByteArrayOutputStream();
      for (byte[] field : order) {
        attribute.write(field);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream span = CodedOutputStream.newInstance(bytes);
      span.writeByteArray(9, attribute.toByteArray());
      span.flush();
      byte[] scope = nested(2, bytes.toByteArray());
      byte[] request = nested(1, nested(2, scope));
      assertThat(ExportTraceServiceRequest.parseFrom(request).toString()).contains("SECRET");
      byte[] redacted = DEFAULT.redact(request, 0, request.length);
      assertThat(ExportTraceServiceRequest.parseFrom(redacted).toString())
          .contains("[redacted]")
          .doesNotContain("SECRET");
    }
  }

  private static byte[] nested(int field, byte[] message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(field, message);
    out.flush();
    return bytes.toByteArray();
  }

  @Test
  void deepValues_areReplaced_notRefused() throws Exception {
    AnyValue value = AnyValue.newBuilder().setStringValue("deep").build();
    for (int i = 0; i < 400; i++) {
      AnyValue.Builder outer = AnyValue.newBuilder();
      outer.getArrayValueBuilder().addValues(value);
      value = outer.build();
    }
    byte[] body =
        Requests.request(
                "s",
                Span.newBuilder()
                    .addAttributes(KeyValue.newBuilder().setKey("any").setValue(value)))
            .toByteArray();
    byte[] redacted = DEFAULT.redact(body, 0, body.length);
    assertThat(new String(redacted, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("[redacted]")
        .doesNotContain("deep");
  }

  @Test
  void malformed_isRefused() {
    byte[] body =
        Requests.request("s", Span.newBuilder().addAttributes(Requests.attribute("user.id", "x")))
            .toByteArray();
    for (int length = 1; length < body.length; length++) {
      int end = length;
      assertThatThrownBy(() -> DEFAULT.redact(body, 0, end)).isInstanceOf(MalformedException.class);
    }
    byte[] wrongType = {(byte) (1 << 3 | 7)};
    assertThatThrownBy(() -> DEFAULT.redact(wrongType, 0, 1))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void emptyEntry_isRefused() {
    assertThatThrownBy(() -> new Redaction(List.of("a", " "), RedactionTest::scanned))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Redaction(List.of("?"), RedactionTest::scanned))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
