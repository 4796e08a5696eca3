package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.SpanView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileJsonTest {
  private static final String IDS =
      "\"traceId\":\"0AF7651916CD43DD8448EB211C80319C\",\"spanId\":\"b7ad6b7169203331\"";

  private static final String SPAN = IDS + ",\"endTimeUnixNano\":\"1790000000000000000\"";

  private final IntakeFixture fixture = new IntakeFixture();

  private static String request(String spans) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";
  }

  private static String spanWith(String field) {
    return request("{" + SPAN + "," + field + "}");
  }

  private static String attribute(String value) {
    return spanWith("\"attributes\":[{\"key\":\"k\",\"value\":" + value + "}]");
  }

  private Answer accept(String body) {
    return fixture.json(body.getBytes(UTF_8));
  }

  private void assertMalformed(String body) {
    String before = fixture.counted();
    Answer answer = accept(body);
    assertThat(answer.code()).as(body).isEqualTo(Answer.Code.MALFORMED);
    assertThat(answer.message()).contains("at byte");
    assertThat(fixture.counted()).isEqualTo(before);
  }

  private void assertAccepted(String body) {
    assertThat(accept(body)).as(body).isEqualTo(Answer.accepted(0, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n ",
        "null",
        "1",
        "\"text\"",
        "[]",
        "{",
        "{}}",
        "{} {}",
        "{}\0",
        "{},",
        "\ufeff{}",
        "{,}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\"}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1 2]}",
        "{\"a\":[1}",
        "{\"a\":{]}",
        "{\"a\":tru}",
        "{\"a\":True}",
        "{\"a\":nul}",
        "{\"a\":undefined}",
        "{\"a\":1/**/}",
        "{\"resourceSpans\":{}}",
        "{\"resourceSpans\":[null]}",
        "{\"resourceSpans\":[[]]}",
        "{\"resourceSpans\":[1]}",
        "{\"resourceSpans\":\"\"}",
        "{\"resourceSpans\":[{\"resource\":[]}]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[null]}]}]}",
      })
  void accept_noRequest_isMalformed(String body) {
    assertMalformed(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "\t{ }\r\n",
        "{\"resourceSpans\":null}",
        "{\"resourceSpans\":[]}",
        "{\"resourceSpans\":[{}]}",
        "{\"resourceSpans\":[{\"resource\":null,\"scopeSpans\":[{\"scope\":{},\"spans\":null}]}]}",
        // Keys are lowerCamelCase only: this one is unknown.
        "{\"resource_spans\":7}",
        "{\"a\":1,\"a\":[2]}",
        "{\"resourceSpans\":[],\"resourceSpans\":[{}]}",
      })
  void accept_requestWithoutSpans_isASuccess(String body) {
    assertAccepted(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "-01",
        "00",
        "+1",
        "1.",
        ".5",
        "-",
        "-.5",
        "1e",
        "1e+",
        "1.e1",
        "0x10",
        "1_000",
        "1f",
        "NaN",
        "Infinity",
        "-Infinity",
        "nan",
        "--1",
        "1.2.3"
      })
  void accept_noNumber_isMalformed(String number) {
    assertMalformed("{\"unknown\":" + number + "}");
    assertMalformed(attribute("{\"intValue\":" + number + "}"));
    assertMalformed(attribute("{\"doubleValue\":" + number + "}"));
    assertMalformed(spanWith("\"startTimeUnixNano\":" + number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "1 ", "0x1p3", "1d", "\u0663", "NaN", "null", "1e", "1-1"})
  void accept_textThatIsNoInteger_isMalformed(String text) {
    assertMalformed(attribute("{\"intValue\":\"" + text + "\"}"));
    assertMalformed(spanWith("\"startTimeUnixNano\":\"" + text + "\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "1.5",
        "1e19",
        "1e999999999",
        "1e-999999999",
        "1e99999999999999999999",
        "0.1",
        "true",
        "[]",
        "{}"
      })
  void accept_integerThatDoesNotFit_isMalformed(String number) {
    assertMalformed(attribute("{\"intValue\":" + number + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551616", "-1", "1e20", "\"-1\"", "-1e3", "0.5"})
  void accept_unsignedThatDoesNotFit_isMalformed(String number) {
    assertMalformed(spanWith("\"startTimeUnixNano\":" + number));
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "-9.223372036854775808e18, -9223372036854775808",
    "9.2e18, 9200000000000000000",
    "1e3, 1000",
    "1E+3, 1000",
    "1500e-2, 15",
    "15.000, 15",
    "-0, 0",
    "-0.0e7, 0",
    "0e999999999, 0",
  })
  void decode_integerInAnyForm_isThatInteger(String written, long number) throws Exception {
    assertThat(firstKept(attribute("{\"intValue\":" + written + "}"))).isEqualTo(number);
    assertThat(firstKept(attribute("{\"intValue\":\"" + written + "\"}"))).isEqualTo(number);
  }

  @Test
  void accept_numberOfAMegabyte_isMalformedSoon() {
    String digits = "1".repeat(1 << 20);
    assertMalformed(attribute("{\"intValue\":" + digits + "}"));
    assertMalformed(attribute("{\"doubleValue\":" + digits + "}"));
    assertMalformed(attribute("{\"doubleValue\":\"1e" + digits + "\"}"));
    assertAccepted("{\"unknown\":" + digits + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"kind\":\"SPAN_KIND_SERVER\"",
        "\"kind\":\"2\"",
        "\"kind\":true",
        "\"status\":{\"code\":\"STATUS_CODE_ERROR\"}",
        "\"status\":2",
        "\"name\":5",
        "\"name\":{}",
        "\"traceId\":5",
        "\"attributes\":{}",
        "\"attributes\":[5]",
        "\"attributes\":[null]",
        "\"attributes\":[{\"key\":5}]",
        "\"attributes\":[{\"value\":5}]",
        "\"attributes\":[{\"value\":{\"boolValue\":1}}]",
        "\"attributes\":[{\"value\":{\"stringValue\":false}}]",
      })
  void accept_valueOfAnotherType_isMalformed(String field) {
    assertMalformed(spanWith(field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\x", "\\", "\\u12", "\\u12g4", "\\u+123", "\\U0041", "\n", "\0", "\u001f", "\\u"
      })
  void accept_faultInAString_isMalformedReadOrSkipped(String text) {
    assertMalformed(spanWith("\"name\":\"" + text + "\""));
    assertMalformed(spanWith("\"name\":\"\\n" + text + "\""));
    assertMalformed(spanWith("\"unknown\":\"" + text + "\""));
    assertMalformed(spanWith("\"" + text + "\":1"));
    assertMalformed("{\"unknown\":{\"" + text + "\":1}}");
  }

  @ParameterizedTest
  @CsvSource({
    "\\ud83d\\ude00, \ud83d\ude00",
    "\\uD83D\\uDE00x, \ud83d\ude00x",
    "\\ud83d, \ufffd",
    "\\ude00, \ufffd",
    "\\ud83dx, \ufffdx",
    "\\ud83d\\n, '\ufffd\n'",
    "\\ud83d\\u0041, \ufffdA",
    "\\ud83d\\ud83d\\ude00, \ufffd\ud83d\ude00",
    "\\u0000, '\0'",
    "\\u007f\\u0080\\u07ff\\u0800\\uffff, \u007f\u0080\u07ff\u0800\uffff",
    "\\\"\\\\\\/\\b\\f\\n\\r\\t, '\"\\/\b\f\n\r\t'",
    "\u007f, \u007f",
  })
  void decode_escapes_areWhatTheyStandFor(String written, String text) throws Exception {
    assertThat(firstKept(attribute("{\"stringValue\":\"" + written + "\"}"))).isEqualTo(text);
  }

  @Test
  void decode_aMegabyteOfEscapes_isReadWhole() throws Exception {
    String escapes = "\\u00e9".repeat(200_000);
    assertThat(firstKept(attribute("{\"stringValue\":\"" + escapes + "\"}")))
        .isEqualTo("\u00e9".repeat(200_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"arrayValue", "kvlistValue"})
  void accept_valuesNested_areLimitedInDepth(String kind) {
    assertAccepted(attribute(nested(kind, 64)));
    assertMalformed(attribute(nested(kind, 100)));
    assertMalformed(attribute(nested(kind, 10_000)));
  }

  private static String nested(String kind, int depth) {
    boolean map = kind.equals("kvlistValue");
    String begin = "{\"" + kind + "\":{\"values\":[" + (map ? "{\"key\":\"k\",\"value\":" : "");
    return begin.repeat(depth) + "{\"intValue\":1}" + ((map ? "}" : "") + "]}}").repeat(depth);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 10_000, 1_000_000})
  void accept_unknownValuesNestedDeeply_isMalformed(int depth) {
    assertAccepted("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}");
    assertMalformed("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
    assertMalformed("{\"a\":".repeat(depth));
    assertMalformed("[".repeat(depth));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"traceId\":\"0af7\"",
        "\"traceId\":\"\"",
        "\"traceId\":\"00000000000000000000000000000000\"",
        "\"traceId\":\"0af7651916cd43dd8448eb211c80319g\"",
        "\"traceId\":\"0af7651916cd43dd8448eb211c80319c00\"",
        // What protobuf's JsonFormat makes of an id: base64.
        "\"traceId\":\"CvdlGRbNQ92ESOshHIAxnA==\"",
        "\"spanId\":\"0af7\"",
        "\"spanId\":\"\"",
        "\"spanId\":\"0000000000000000\"",
        "\"spanId\":\"b7ad6b716920333x\"",
        "\"spanId\":\"\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\"",
        "\"parentSpanId\":\"b7ad\"",
        "\"endTimeUnixNano\":0",
      })
  void accept_spanThatCannotBeUsed_isRefusedAlone(String field) {
    String span = "{" + SPAN + "}";
    Answer answer = accept(request(span + ",{" + SPAN + "," + field + "}," + span));
    assertThat(answer.code()).isEqualTo(Answer.Code.ACCEPTED);
    assertThat(answer.rejected()).isEqualTo(1);
    assertThat(answer.message()).contains("span 2");
    assertThat(fixture.acceptedSpans()).isEqualTo(2);
    assertThat(fixture.refusedSpans()).isEqualTo(1);
    assertThat(fixture.disposed()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\":null",
        "\"parentSpanId\":\"\"",
        "\"parentSpanId\":null",
        "\"status\":null",
        "\"status\":{\"code\":null}",
        "\"attributes\":null",
        "\"attributes\":[{}]",
        "\"attributes\":[{\"key\":\"k\"}]",
        "\"attributes\":[{\"key\":\"k\",\"value\":null}]",
        "\"attributes\":[{\"key\":\"k\",\"value\":{}}]",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"intValue\":null}}]",
        "\"events\":[{\"name\":\"e\"}]",
        "\"name\":\"a\",\"name\":\"b\"",
        "\"kind\":99",
        "\"span_id\":\"x\"",
      })
  void accept_absentAndUnknownFields_areNoFault(String field) {
    assertAccepted(spanWith(field));
  }

  /** As a repeated field of any other object; what lies between them is shown once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resource':R1,'resource':R2,'scopeSpans':[{'scope':S1,'scope':S2,'spans':[SPAN]}]}",
        "{'resource':R1,'scopeSpans':[{'scope':S1,'spans':[SPAN],'scope':S2}],'resource':R2}",
        "{'resource':R2,'scopeSpans':[{'scope':S1,'spans':[SPAN],'scope':S2}]}",
        "{'scopeSpans':[{'spans':[SPAN],'scope':S2}],'resource':R2}",
        "{'resource':R1,'scopeSpans':[{'scope':S2,'spans':[SPAN]}],'resource':R2,'resource':null}",
      })
  void decode_repeatedResourceOrScope_lastStands(String resourceSpans) throws Exception {
    String resource = "{'attributes':[{'key':'k','value':{'stringValue':'%s'}}]}";
    String body =
        ("{'resourceSpans':[" + resourceSpans + "]}")
            .replace("R1", resource.formatted("first").replace("'k'", "'service.name'"))
            .replace("R2", resource.formatted("last"))
            .replace("S1", "{'name':'first','version':'1'}")
            .replace("S2", "{'name':'last'}")
            .replace('\'', '"')
            .replace("SPAN", "{" + SPAN + "}");
    SeenSpan span = only(seen(body));
    assertThat(span.resource()).containsOnly(Map.entry("k", "last"));
    assertThat(span.scopeName()).isEqualTo("last");
    assertThat(span.scopeVersion()).isEmpty();
  }

  private static SeenSpan only(List<SeenSpan> spans) {
    assertThat(spans).hasSize(1);
    return spans.get(0);
  }

  private static Object firstKept(String body) throws Exception {
    return seen(body).get(0).attributes().get("k");
  }

  private static List<SeenSpan> seen(String body) throws Exception {
    List<SeenSpan> seen = new ArrayList<>();
    byte[] bytes = body.getBytes(UTF_8);
    new JsonTraceDecoder(SeenSpan.VOCABULARY)
        .decode(
            bytes,
            0,
            bytes.length,
            new SpanHandler() {
              @Override
              public void begin() {
                seen.clear();
              }

              @Override
              public void resource(SpanView view) {}

              @Override
              public void span(SpanView view) {
                seen.add(SeenSpan.of(view));
              }
            });
    return seen;
  }
}
