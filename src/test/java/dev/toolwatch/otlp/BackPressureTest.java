package dev.toolwatch.otlp;

import static dev.toolwatch.testing.OtlpHttpClient.JSON;
import static dev.toolwatch.testing.OtlpHttpClient.PROTOBUF;
import static dev.toolwatch.testing.OtlpHttpClient.header;
import static dev.toolwatch.testing.OtlpHttpClient.text;
import static dev.toolwatch.testing.RawGrpc.EXPORT_TRACES;
import static dev.toolwatch.testing.RawGrpc.framed;
import static dev.toolwatch.testing.Requests.gzip;
import static dev.toolwatch.testing.Requests.otherSpan;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.RawGrpc;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At its limits Toolwatch says "later", and loses and doubles nothing. */
@QuarkusTest
@TestProfile(BackPressureTest.SmallLimits.class)
@Timeout(60)
class BackPressureTest {
  static final int CONNECTIONS = 30;

  /** Limits that a test can reach. */
  public static final class SmallLimits implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "toolwatch.otlp.max-in-flight", "100K",
          "toolwatch.otlp.max-request-size", "80K",
          "toolwatch.otlp.max-request-spans", "1000",
          "toolwatch.otlp.max-connections", Integer.toString(CONNECTIONS));
    }
  }

  private static final String TRACES = "/v1/traces";
  private static final String IN_FLIGHT = "toolwatch_otlp_in_flight_bytes";
  private static final String OPEN = "toolwatch_otlp_connections";

  private static final ExportTraceServiceRequest ONE_CALL =
      request("back-pressure", toolCall("search", Duration.ofMillis(15)));

  /** Noise that stays large under gzip. */
  private static final ExportTraceServiceRequest BIG = big();

  private final Toolwatch toolwatch = Toolwatch.underTest();
  private OtlpHttpClient client;
  private RawGrpc grpc;

  private static ExportTraceServiceRequest big() {
    StringBuilder noise = new StringBuilder();
    new Random(3).ints(60_000, 'a', 'z' + 1).forEach(c -> noise.append((char) c));
    return request("back-pressure", toolCall("big", Duration.ZERO).setName(noise.toString()));
  }

  @BeforeEach
  void connect() {
    client = new OtlpHttpClient(toolwatch.httpPort(), Version.HTTP_1_1);
    grpc = new RawGrpc(toolwatch.grpcPort());
  }

  @AfterEach
  void disconnect() throws Exception {
    grpc.close();
    toolwatch.awaitSum(0, IN_FLIGHT);
  }

  private RawConnection halfSent(byte[] body) throws IOException {
    String head =
        String.join(
            "\r\n",
            "POST /v1/traces HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-protobuf",
            "Content-Length: " + body.length,
            "\r\n");
    RawConnection connection = new RawConnection(toolwatch.httpPort());
    connection.send(head.getBytes(ISO_8859_1));
    connection.send(Arrays.copyOf(body, body.length - 1));
    return connection;
  }

  @Test
  void budgetTaken_othersAreToldToTryAgain_andAllIsCountedOnce() throws Exception {
    byte[] big = BIG.toByteArray();
    byte[] last = {big[big.length - 1]};
    MetricsText before = toolwatch.scrape();
    try (RawConnection half = halfSent(big)) {
      toolwatch.awaitSum(big.length - 1, IN_FLIGHT);

      HttpResponse<byte[]> protobuf = client.post(TRACES, big, PROTOBUF);
      assertThat(protobuf.statusCode()).isEqualTo(503);
      assertThat(header(protobuf, "retry-after")).isEqualTo("1");
      Status status = Status.parseFrom(protobuf.body());
      assertThat(status.getCode()).isEqualTo(14);
      assertThat(retryInfo(status).getRetryDelay().getSeconds()).isEqualTo(1);

      HttpResponse<byte[]> json = client.post(TRACES, OtlpJson.json(BIG), JSON);
      assertThat(json.statusCode()).isEqualTo(503);
      assertThat(header(json, "retry-after")).isEqualTo("1");
      JsonObject jsonStatus = new JsonObject(text(json));
      assertThat(jsonStatus.getInteger("code")).isEqualTo(14);
      assertThat(jsonStatus.getJsonArray("details").getJsonObject(0).getMap())
          .containsEntry("@type", "type.googleapis.com/google.rpc.RetryInfo")
          .containsEntry("retryDelay", "1s");

      RawGrpc.Answer call = grpc.call(EXPORT_TRACES, framed(0, big));
      assertThat(call.status()).isEqualTo(14);
      assertThat(retryInfo(call.details()).getRetryDelay().getSeconds()).isEqualTo(1);

      // What fits is taken all the while.
      assertThat(client.post(TRACES, ONE_CALL.toByteArray(), PROTOBUF).statusCode()).isEqualTo(200);
      assertThat(grpc.call(EXPORT_TRACES, framed(0, ONE_CALL.toByteArray())).status()).isZero();
      toolwatch.awaitSum(big.length - 1, IN_FLIGHT);

      half.send(last);
      assertThat(half.read().status()).isEqualTo(200);
    }
    toolwatch.awaitSum(0, IN_FLIGHT);
    assertThat(client.post(TRACES, big, PROTOBUF).statusCode()).isEqualTo(200);
    assertThat(client.post(TRACES, OtlpJson.json(BIG), JSON).statusCode()).isEqualTo(200);
    assertThat(grpc.call(EXPORT_TRACES, framed(0, big)).status()).isZero();

    assertThat(toolwatch.added(before, "toolwatch_spans_total")).isEqualTo(6);
    String requests = "toolwatch_otlp_requests_total";
    assertThat(toolwatch.added(before, requests, "status", "200")).isEqualTo(4);
    assertThat(toolwatch.added(before, requests, "status", "503")).isEqualTo(2);
    assertThat(toolwatch.added(before, requests, "status", "0")).isEqualTo(2);
    assertThat(toolwatch.added(before, requests, "status", "14")).isEqualTo(1);
  }

  private static RetryInfo retryInfo(Status status) throws Exception {
    assertThat(status.getDetailsList()).hasSize(1);
    return status.getDetails(0).unpack(RetryInfo.class);
  }

  @Test
  void overloadedByMany_eachAcknowledgedOneIsCountedOnce() throws Exception {
    byte[] big = BIG.toByteArray();
    MetricsText before = toolwatch.scrape();
    OtlpHttpClient h2 = new OtlpHttpClient(toolwatch.httpPort(), Version.HTTP_2);
    h2.post(TRACES, new byte[0], PROTOBUF);
    List<CompletableFuture<HttpResponse<byte[]>>> sent =
        IntStream.range(0, 80).mapToObj(i -> h2.postAsync(TRACES, big, PROTOBUF)).toList();
    long acknowledged = 0;
    for (CompletableFuture<HttpResponse<byte[]>> one : sent) {
      int status = one.join().statusCode();
      assertThat(status).isIn(200, 503);
      acknowledged += status == 200 ? 1 : 0;
    }
    assertThat(acknowledged).isPositive();
    assertThat(toolwatch.added(before, "toolwatch_spans_total")).isEqualTo(acknowledged);
  }

  @Test
  void limits_areTheConfiguredOnes() throws Exception {
    int limit = 80 * 1024;
    assertThat(client.post(TRACES, new byte[limit + 1], PROTOBUF).statusCode()).isEqualTo(413);
    assertThat(client.post(TRACES, new byte[limit], PROTOBUF).statusCode()).isEqualTo(400);
    String[] gzip = {"Content-Encoding", "gzip"};
    assertThat(client.post(TRACES, gzip(new byte[limit + 1]), PROTOBUF, gzip).statusCode())
        .isEqualTo(413);
    assertThat(client.post(TRACES, gzip(new byte[limit]), PROTOBUF, gzip).statusCode())
        .isEqualTo(400);
    assertThat(grpc.call(EXPORT_TRACES, framed(0, new byte[limit + 1])).status()).isEqualTo(8);
    assertThat(grpc.call(EXPORT_TRACES, framed(0, new byte[limit])).status()).isEqualTo(3);
    assertThat(client.post(TRACES, spans(1000), PROTOBUF).statusCode()).isEqualTo(200);
    assertThat(client.post(TRACES, spans(1001), PROTOBUF).statusCode()).isEqualTo(413);
  }

  private static byte[] spans(int count) {
    var spans =
        IntStream.range(0, count)
            .mapToObj(i -> otherSpan(Duration.ZERO))
            .toArray(Span.Builder[]::new);
    return request("back-pressure", spans).toByteArray();
  }

  @Test
  void connections_overTheLimit_areClosedWhileOthersGoOn() throws Exception {
    assertThat(grpc.call(EXPORT_TRACES, framed(0, ONE_CALL.toByteArray())).status()).isZero();
    MetricsText before = toolwatch.scrape();
    byte[] body = ONE_CALL.toByteArray();
    byte[] last = {body[body.length - 1]};
    List<RawConnection> taken = new ArrayList<>();
    try {
      for (long open = before.sum(OPEN); open < CONNECTIONS; open++) {
        taken.add(halfSent(body));
        toolwatch.awaitSum(open + 1, OPEN);
      }
      for (int i = 0; i < 3; i++) {
        try (RawConnection tooMany = halfSent(body)) {
          tooMany.send(last);
          assertThat(tooMany.isClosed()).isTrue();
        } catch (IOException closedAlready) {
          // as good
        }
      }
      try (RawConnection http2 = new RawConnection(toolwatch.grpcPort())) {
        http2.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        http2.send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        assertThat(http2.isClosed()).isTrue();
      } catch (SocketException closedAlready) {
        // as good
      }
      // Nothing is taken from who is sent away without an answer: he comes back with it.
      assertThat(toolwatch.added(before, "toolwatch_spans_total")).isZero();
      assertThat(grpc.call(EXPORT_TRACES, framed(0, body)).status()).isZero();
      for (RawConnection connection : taken) {
        connection.send(last);
        assertThat(connection.read().status()).isEqualTo(200);
      }
      assertThat(toolwatch.added(before, "toolwatch_spans_total")).isEqualTo(taken.size() + 1);
    } finally {
      for (RawConnection connection : taken) {
        connection.close();
      }
    }
    toolwatch.awaitSum(before.sum(OPEN), OPEN);
    try (RawConnection again = halfSent(body)) {
      again.send(last);
      assertThat(again.read().status()).isEqualTo(200);
    }
  }

  /** Conservation: whatever is sent, the dispositions sum to the spans that were accepted. */
  @Test
  void anyMix_dispositionsSumToTheAcceptedSpans() throws Exception {
    Random random = new Random(11);
    MetricsText before = toolwatch.scrape();
    long accepted = 0;
    long rejected = 0;
    for (int i = 0; i < 200; i++) {
      var call = toolCall("mix", Duration.ofMillis(random.nextInt(1000)));
      var bad = toolCall("mix", Duration.ZERO).clearSpanId();
      ExportTraceServiceRequest request =
          request("back-pressure-mix", call, otherSpan(Duration.ZERO), bad);
      boolean damaged = random.nextInt(4) == 0;
      byte[] body = request.toByteArray();
      if (damaged) {
        body[0] = 7;
      }
      if (random.nextBoolean()) {
        int status = client.post(TRACES, body, PROTOBUF).statusCode();
        assertThat(status).isEqualTo(damaged ? 400 : 200);
      } else {
        assertThat(grpc.call(EXPORT_TRACES, framed(0, body)).status()).isEqualTo(damaged ? 3 : 0);
      }
      accepted += damaged ? 0 : 2;
      rejected += damaged ? 0 : 1;
    }
    String items = "toolwatch_otlp_items_total";
    assertThat(toolwatch.added(before, items, "result", "accepted")).isEqualTo(accepted);
    assertThat(toolwatch.added(before, items, "result", "rejected")).isEqualTo(rejected);
    long pending = toolwatch.added(before, "toolwatch_spans_pending");
    assertThat(toolwatch.added(before, "toolwatch_spans_total") + pending).isEqualTo(accepted);
    assertThat(toolwatch.added(before, "toolwatch_otlp_requests_total")).isEqualTo(200);
  }
}
