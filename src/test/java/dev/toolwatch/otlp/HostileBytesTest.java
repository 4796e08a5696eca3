package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever comes, it is answered; what is refused has left nothing behind. */
class HostileBytesTest {
  private static final Set<Answer.Code> CLEAN =
      EnumSet.of(Answer.Code.ACCEPTED, Answer.Code.MALFORMED, Answer.Code.TOO_LARGE);

  /** Far above what a request of this size takes, far below what a hang does. */
  private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

  private final IntakeFixture fixture = new IntakeFixture();

  private static ExportTraceServiceRequest request() {
    return Requests.request(
        Requests.resourceSpans(
            "orders",
            Requests.toolCall("add", Duration.ofMillis(12)),
            Requests.failed(Requests.toolCall("s\u00fcche", Duration.ofSeconds(3)), "tool_error")
                .addAttributes(Requests.attribute("rpc.response.status_code", -32602))),
        Requests.resourceSpans(
            "stock",
            Requests.otherSpan(Duration.ofNanos(1))
                .setTraceState("a=b")
                .addAttributes(Requests.attribute("quote \" and \n", "\ud83d\ude00"))
                .addAttributes(Requests.attribute("list", list()))));
  }

  private static AnyValue.Builder list() {
    return AnyValue.newBuilder()
        .setArrayValue(
            ArrayValue.newBuilder()
                .addValues(AnyValue.newBuilder().setDoubleValue(-1.5e300))
                .addValues(AnyValue.newBuilder().setBoolValue(true)));
  }

  private static byte[] body(Encoding encoding, Message request) {
    return switch (encoding) {
      case PROTOBUF -> Requests.protobuf(request);
      case JSON -> OtlpJson.json(request);
    };
  }

  @ParameterizedTest
  @EnumSource
  void accept_requestCutShort_isMalformedUnlessItEndsBetweenResources(Encoding encoding) {
    byte[] whole = body(encoding, request());
    int first = Requests.protobuf(request().toBuilder().removeResourceSpans(1).build()).length;
    String before = fixture.counted();
    for (int length = 0; length < whole.length; length++) {
      boolean sound = encoding == Encoding.PROTOBUF && (length == 0 || length == first);
      if (!sound) {
        assertThat(accept(encoding, false, Arrays.copyOf(whole, length)).code())
            .as("cut at %s", length)
            .isEqualTo(Answer.Code.MALFORMED);
      }
    }
    assertThat(fixture.counted()).isEqualTo(before);
    assertThat(accept(encoding, false, whole).code()).isEqualTo(Answer.Code.ACCEPTED);
  }

  @ParameterizedTest
  @EnumSource
  void accept_gzipCutShort_isMalformed(Encoding encoding) {
    byte[] whole = Requests.gzip(body(encoding, request()));
    String before = fixture.counted();
    for (int length = 0; length < whole.length; length++) {
      assertThat(accept(encoding, true, Arrays.copyOf(whole, length)).code())
          .as("cut at %s", length)
          .isEqualTo(Answer.Code.MALFORMED);
    }
    assertThat(fixture.counted()).isEqualTo(before);
    assertThat(accept(encoding, true, whole).code()).isEqualTo(Answer.Code.ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource({"PROTOBUF,false,40000", "JSON,false,40000", "PROTOBUF,true,10000", "JSON,true,10000"})
  void accept_mutatedRequest_isAnsweredCleanly(Encoding encoding, boolean gzip, int mutations) {
    byte[] plain = body(encoding, request());
    byte[] original = gzip ? Requests.gzip(plain) : plain;
    for (int seed = 0; seed < mutations; seed++) {
      long counted = fixture.acceptedSpans() + fixture.refusedSpans();
      Answer answer = accept(encoding, gzip, mutated(original, seed));
      assertThat(answer.code()).as("seed %s", seed).isIn(CLEAN);
      if (answer.code() != Answer.Code.ACCEPTED) {
        assertThat(fixture.acceptedSpans() + fixture.refusedSpans()).isEqualTo(counted);
      }
    }
    assertThat(fixture.disposed()).isEqualTo(fixture.acceptedSpans());
  }

  @ParameterizedTest
  @EnumSource
  void accept_mutatedInsideGzip_isAnsweredCleanly(Encoding encoding) {
    byte[] original = body(encoding, request());
    for (int seed = 0; seed < 2000; seed++) {
      Answer answer = accept(encoding, true, Requests.gzip(mutated(original, seed)));
      assertThat(answer.code()).as("seed %s", seed).isIn(CLEAN);
    }
  }

  @TestFactory
  Stream<DynamicTest> accept_faultInTheLastByte_countsNothing() {
    return Stream.of(
        whole("protobuf", Encoding.PROTOBUF, false, new byte[] {0x07}),
        whole("json", Encoding.JSON, false, new byte[] {'}'}),
        whole("gzip", Encoding.PROTOBUF, true, new byte[] {0}));
  }

  private DynamicTest whole(String name, Encoding encoding, boolean gzip, byte[] fault) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          byte[] plain = body(encoding, request());
          byte[] sound = gzip ? Requests.gzip(plain) : plain;
          String before = fixture.counted();
          Answer answer = accept(encoding, gzip, join(sound, fault));
          assertThat(answer.code()).isEqualTo(Answer.Code.MALFORMED);
          assertThat(answer.message()).isNotEmpty();
          assertThat(fixture.counted()).isEqualTo(before);
        });
  }

  @Test
  void accept_tooManySpans_countsNothing() {
    ExportTraceServiceRequest.Builder many = ExportTraceServiceRequest.newBuilder();
    for (int i = 0; i <= IntakeFixture.MAX_SPANS / 3; i++) {
      many.mergeFrom(request());
    }
    String before = fixture.counted();
    assertThat(fixture.protobuf(Requests.protobuf(many.build())).code())
        .isEqualTo(Answer.Code.TOO_LARGE);
    assertThat(fixture.counted()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void accept_afterAHostileOne_countsTheNextAsEver(Encoding encoding) {
    byte[] sound = body(encoding, request());
    for (int seed = 0; seed < 200; seed++) {
      accept(encoding, false, mutated(sound, seed));
      long before = fixture.acceptedSpans();
      assertThat(accept(encoding, false, sound)).isEqualTo(Answer.accepted(0, ""));
      assertThat(fixture.acceptedSpans()).isEqualTo(before + 3);
    }
  }

  /** Within all other limits: 60 kB that would hold the event loop until 60 MB are decoded. */
  @ParameterizedTest
  @EnumSource
  void gzip_beyondFiveHundredTimesItsSize_isTooLarge(Encoding encoding) {
    IntakeFixture large = new IntakeFixture(64 << 20);
    byte[] spaces = " ".repeat(60 << 20).getBytes(UTF_8);
    byte[] gzip = Requests.gzip(spaces);
    assertThat(gzip.length).isBetween(50_000, 70_000);
    Answer answer = large.accept(Signal.TRACES, encoding, true, gzip);
    assertThat(answer.code()).isEqualTo(Answer.Code.TOO_LARGE);
    assertThat(answer.message()).contains(Integer.toString(500 * gzip.length));
  }

  /** A small batch may be as uniform as it likes. */
  @Test
  void gzip_uptoAMebibyte_inflatesWhateverItsSize() {
    byte[] request = (" ".repeat((1 << 20) - 2) + "{}").getBytes(UTF_8);
    byte[] gzip = Requests.gzip(request);
    assertThat(gzip.length).isLessThan(request.length / 500);
    Answer answer = new IntakeFixture(64 << 20).accept(Signal.TRACES, Encoding.JSON, true, gzip);
    assertThat(answer.code()).isEqualTo(Answer.Code.ACCEPTED);
  }

  private Answer accept(Encoding encoding, boolean gzip, byte[] body) {
    long start = System.nanoTime();
    Answer answer = fixture.accept(Signal.TRACES, encoding, gzip, body);
    assertThat(System.nanoTime() - start).isLessThan(LONGEST_NANOS);
    return answer;
  }

  private static byte[] mutated(byte[] original, long seed) {
    Random random = new Random(seed);
    byte[] bytes = original;
    do {
      bytes = mutated(bytes, random);
    } while (random.nextInt(3) == 0);
    return bytes;
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    int to = at + random.nextInt(Math.min(20, bytes.length - at) + 1);
    int elsewhere = random.nextInt(bytes.length);
    byte[] head = Arrays.copyOf(bytes, at);
    byte[] part = Arrays.copyOfRange(bytes, at, to);
    byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
    byte[] replaced = bytes.clone();
    return switch (random.nextInt(7)) {
      case 0 -> {
        replaced[at] ^= (byte) (1 << random.nextInt(8));
        yield replaced;
      }
      case 1 -> {
        replaced[at] = (byte) random.nextInt();
        yield replaced;
      }
      case 2 -> join(head, tail);
      case 3 -> join(head, part, part, tail);
      case 4 -> join(head, Arrays.copyOfRange(bytes, elsewhere, bytes.length));
      case 5 -> {
        byte[] noise = new byte[random.nextInt(8)];
        random.nextBytes(noise);
        yield join(head, noise, part, tail);
      }
      // Where a length stands, it is now huge: 2 GiB, or negative.
      default ->
          join(
              head,
              random.nextBoolean()
                  ? new byte[] {-1, -1, -1, -1, 7}
                  : new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
              Arrays.copyOfRange(bytes, Math.min(bytes.length, at + 1), bytes.length));
    };
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }
}
