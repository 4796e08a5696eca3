package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileProtobufTest {
  private static final int ARRAY_VALUE = 5;
  private static final int KVLIST_VALUE = 6;

  private final IntakeFixture fixture = new IntakeFixture();

  @Test
  void accept_emptyRequest_isASuccess() {
    assertThat(fixture.protobuf(new byte[0])).isEqualTo(Answer.accepted(0, ""));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "0A,                             length missing",
    "0A01,                           length of one and nothing there",
    "0A FFFFFFFF07,                  length of 2 GiB",
    "0A FFFFFFFF0F,                  length of 4 GiB",
    "0A FFFFFFFFFFFFFFFFFF01,        negative length",
    "0A FFFFFFFFFFFFFFFF7F,          length of 2^63 - 1",
    "0A 8080808080808080808000,      length in a varint of eleven bytes",
    "08 FFFFFFFFFFFFFFFFFFFF01,      unknown varint of eleven bytes",
    "08 FF,                          varint cut short",
    "00 00,                          field number 0",
    "02 00,                          field number 0 with a length",
    "80808080 10 00,                 field number above 2^29 - 1",
    "0E 00,                          wire type 6",
    "0F 00,                          wire type 7",
    "0C,                             group ends that has not begun",
    "7B,                             group without an end",
    "7B 00 7C,                       field number 0 in a group",
    "7B 0C,                          group ends with another's number",
    "7B 83 01 7C,                    groups end crosswise",
    "79 00000000000000,              fixed64 of seven bytes",
    "7D 000000,                      fixed32 of three bytes",
    "0A 02 12 05,                    inner length beyond the outer message",
    "0A 05 0A 03 0A 09 00,           length beyond an attribute",
  })
  void accept_damagedFraming_isMalformed(String hex, String what) {
    byte[] body = HexFormat.of().parseHex(hex.replace(" ", ""));
    String before = fixture.counted();
    assertThat(fixture.protobuf(body).code()).as(what).isEqualTo(Answer.Code.MALFORMED);
    for (Signal unused : new Signal[] {Signal.METRICS, Signal.LOGS}) {
      Answer answer = fixture.accept(unused, Encoding.PROTOBUF, false, body);
      if (!hex.startsWith("0A 05")) {
        assertThat(answer.code()).as(what).isEqualTo(Answer.Code.MALFORMED);
      }
    }
    assertThat(fixture.counted()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "08 FFFFFFFFFFFFFFFFFF01,   a varint of ten bytes",
    "0A 80808000,               a length of zero in four bytes",
    "7B 08 01 7C,               a group",
    "F8FFFFFF0F 00,             the highest field number",
  })
  void accept_unusualFraming_isASuccess(String hex, String what) {
    byte[] body = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(fixture.protobuf(body)).as(what).isEqualTo(Answer.accepted(0, ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {ARRAY_VALUE, KVLIST_VALUE})
  void accept_valuesNested_areLimitedInDepth(int kind) {
    assertThat(fixture.protobuf(nestedValue(kind, 64)).code()).isEqualTo(Answer.Code.ACCEPTED);
    assertThat(fixture.protobuf(nestedValue(kind, 65)).code()).isEqualTo(Answer.Code.MALFORMED);
    assertThat(fixture.protobuf(nestedValue(kind, 10_000)).code()).isEqualTo(Answer.Code.MALFORMED);
  }

  @Test
  void accept_groupsNested_areLimitedInDepth() {
    assertThat(fixture.protobuf(nestedGroups(64)).code()).isEqualTo(Answer.Code.ACCEPTED);
    assertThat(fixture.protobuf(nestedGroups(65)).code()).isEqualTo(Answer.Code.MALFORMED);
    assertThat(fixture.protobuf(nestedGroups(100_000)).code()).isEqualTo(Answer.Code.MALFORMED);
    byte[] open = new byte[1_000_000];
    Arrays.fill(open, (byte) 0x7B);
    assertThat(fixture.protobuf(open).code()).isEqualTo(Answer.Code.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 9, 15, 17, 32})
  void accept_idsOfWrongLength_refusesThoseSpansAlone(int length) {
    ByteString odd = ByteString.copyFrom(new byte[length]);
    ExportTraceServiceRequest request =
        Requests.request(
            "orders",
            Requests.toolCall("add", Duration.ofMillis(1)),
            Requests.toolCall("add", Duration.ofMillis(1)).setTraceId(odd),
            Requests.toolCall("add", Duration.ofMillis(1)).setSpanId(odd),
            Requests.toolCall("add", Duration.ofMillis(1)).setSpanId(Requests.id(2)));
    Answer answer = fixture.protobuf(Requests.protobuf(request));
    assertThat(answer.code()).isEqualTo(Answer.Code.ACCEPTED);
    assertThat(answer.rejected()).isEqualTo(2);
    assertThat(answer.message()).contains("span 2", "trace_id");
    assertThat(fixture.acceptedSpans()).isEqualTo(2);
    assertThat(fixture.refusedSpans()).isEqualTo(2);
  }

  @Test
  void accept_noEndTime_refusesTheSpan() {
    Answer answer =
        fixture.protobuf(
            Requests.protobuf(
                Requests.request(
                    "orders",
                    Requests.toolCall("add", Duration.ofMillis(1)).clearEndTimeUnixNano())));
    assertThat(answer.rejected()).isEqualTo(1);
    assertThat(answer.message()).contains("end_time_unix_nano");
  }

  /** An attribute whose value is so many arrays or maps, each the only element of the next. */
  private static byte[] nestedValue(int kind, int depth) {
    byte[] value = {};
    for (int i = 0; i < depth; i++) {
      byte[] element = kind == ARRAY_VALUE ? value : field(2, value);
      value = field(kind, field(1, element));
    }
    byte[] attribute = field(9, field(2, value));
    byte[] ids =
        join(
            field(1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}),
            field(2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
    byte[] span = join(ids, new byte[] {0x41, 1, 0, 0, 0, 0, 0, 0, 0}, attribute);
    return field(1, field(2, field(2, span)));
  }

  private static byte[] nestedGroups(int depth) {
    byte[] groups = new byte[2 * depth];
    Arrays.fill(groups, 0, depth, (byte) 0x7B);
    Arrays.fill(groups, depth, 2 * depth, (byte) 0x7C);
    return groups;
  }

  private static byte[] field(int number, byte[] payload) {
    byte[] field = new byte[CodedOutputStream.computeByteArraySize(number, payload)];
    try {
      CodedOutputStream.newInstance(field).writeByteArray(number, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return field;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }
}
