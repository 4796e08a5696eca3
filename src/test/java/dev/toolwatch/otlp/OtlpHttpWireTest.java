package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.gzip;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.RawConnection.Response;
import dev.toolwatch.testing.Toolwatch;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1 by the byte: pipelines, half requests, and what is no HTTP at all. */
@QuarkusTest
@Timeout(60)
class OtlpHttpWireTest {
  private static final byte[] ONE_CALL =
      request("http-wire", toolCall("search", Duration.ofMillis(15))).toByteArray();

  private static final String CHUNKED =
      String.join(
          "\r\n",
          "POST /v1/traces HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/x-protobuf",
          "Transfer-Encoding: chunked",
          "\r\n");

  private final Toolwatch toolwatch = Toolwatch.underTest();
  private int port;

  @BeforeEach
  void findPort() {
    port = toolwatch.httpPort();
  }

  private static String head(String requestLine, int length, String... headers) {
    StringBuilder head = new StringBuilder(requestLine + "\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head + "Content-Length: " + length + "\r\n\r\n";
  }

  private static String post(int length, String... headers) {
    return head(
        "POST /v1/traces HTTP/1.1\r\nContent-Type: application/x-protobuf", length, headers);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private void assertServes(RawConnection connection) throws IOException {
    connection.send(join(bytes(post(ONE_CALL.length)), ONE_CALL));
    assertThat(connection.read().status()).isEqualTo(200);
  }

  @Test
  void pipeline_fiftyInOneWrite_answersAllInOrder() throws IOException {
    byte[] compressed = gzip(ONE_CALL);
    byte[] bad = {1, 2, 3};
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 10; i++) {
      all.writeBytes(join(bytes(post(ONE_CALL.length)), ONE_CALL));
      all.writeBytes(join(bytes(post(bad.length)), bad));
      all.writeBytes(join(bytes(head("POST /v2 HTTP/1.1", ONE_CALL.length)), ONE_CALL));
      all.writeBytes(join(bytes(post(compressed.length, "Content-Encoding: gzip")), compressed));
      all.writeBytes(bytes(head("GET /v1/traces HTTP/1.1", 0)));
    }
    MetricsText before = toolwatch.scrape();
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(all.toByteArray());
      for (int i = 0; i < 10; i++) {
        assertThat(connection.read().status()).isEqualTo(200);
        assertThat(connection.read().status()).isEqualTo(400);
        assertThat(connection.read().status()).isEqualTo(404);
        assertThat(connection.read().status()).isEqualTo(200);
        assertThat(connection.read().status()).isEqualTo(405);
      }
      assertServes(connection);
    }
    assertThat(accepted() - accepted(before)).isEqualTo(21);
  }

  /** Each is answered before its body is there; the next request must not be read from its midst. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /nowhere HTTP/1.1\r\nContent-Type: application/json",
        "PUT /v1/traces HTTP/1.1\r\nContent-Type: application/json",
        "POST /v1/traces HTTP/1.1\r\nContent-Type: text/plain",
        "POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nContent-Encoding: br",
      })
  void turnedAway_bodyStillComing_connectionStaysInStep(String start) throws IOException {
    byte[] body = join(bytes("POST /v1/traces HTTP/1.1\r\n\r\n"), new byte[200_000]);
    try (RawConnection connection = new RawConnection(port)) {
      for (int i = 0; i < 2; i++) {
        connection.send(head(start, body.length));
        Response answer = connection.read();
        assertThat(answer.status()).isBetween(404, 415);
        connection.send(body);
      }
      assertServes(connection);
    }
  }

  @Test
  void refused_tooLargeInChunks_isAnsweredOnceAndTheConnectionGoesOn() throws IOException {
    byte[] chunk = join(bytes("100000\r\n"), new byte[1 << 20], bytes("\r\n"));
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(CHUNKED);
      for (int i = 0; i < 65; i++) {
        connection.send(chunk);
      }
      connection.send("0\r\n\r\n");
      Response answer = connection.read();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).contains("larger than");
      assertServes(connection);
    }
  }

  @Test
  void chunked_oneByteEach_isPutTogether() throws IOException {
    StringBuilder body = new StringBuilder();
    for (byte b : ONE_CALL) {
      body.append("1\r\n").append((char) (b & 0xff)).append("\r\n");
    }
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(CHUNKED + body + "0\r\n\r\n");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @Test
  void expectContinue_isToldToContinue() throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(post(ONE_CALL.length, "Expect: 100-continue"));
      assertThat(connection.readHead().status()).isEqualTo(100);
      connection.send(ONE_CALL);
      assertThat(connection.read().status()).isEqualTo(200);
      assertServes(connection);
    }
  }

  /** The body need not be sent to learn that it will not be taken. */
  @Test
  void expectContinue_refusedAlready_isToldSoInstead() throws IOException {
    for (String request :
        new String[] {
          post((64 << 20) + 1, "Expect: 100-continue"),
          head("POST /nowhere HTTP/1.1", 100, "Expect: 100-continue"),
        }) {
      try (RawConnection connection = new RawConnection(port)) {
        connection.send(request);
        Response answer = connection.read();
        assertThat(answer.status()).isIn(404, 413);
        // Whether the body comes after all is not known, so nothing can follow it.
        assertThat(answer.headers()).containsEntry("connection", "close");
      }
    }
  }

  @Test
  void expectContinue_ofGrpc_isToldSoInstead() throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(
          head(
              "POST /opentelemetry.proto.collector.trace.v1.TraceService/Export HTTP/1.1",
              100,
              "Content-Type: application/grpc",
              "Expect: 100-continue"));
      assertThat(connection.read().headers())
          .containsEntry("grpc-status", "12")
          .containsEntry("connection", "close");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD /v1/traces", "HEAD /nowhere"})
  void head_hasNoBody(String start) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(head(start + " HTTP/1.1", 0));
      assertThat(connection.readHead().status()).isIn(404, 405);
      assertServes(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"OPTIONS * HTTP/1.1", "CONNECT toolwatch:80 HTTP/1.1", "GET http://t/ HTTP/1.1"})
  void oddTargets_areAnswered(String start) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(head(start, 0));
      assertThat(connection.read().status()).isBetween(404, 405);
    }
  }

  @Test
  void absoluteTarget_isServed() throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      String start = "POST http://toolwatch/v1/traces HTTP/1.1\r\nContent-Type: application/json";
      connection.send(head(start, 2) + "{}");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @Test
  void http10_isAnsweredAndClosed() throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      String start = "POST /v1/traces HTTP/1.0\r\nContent-Type: application/x-protobuf";
      connection.send(join(bytes(head(start, ONE_CALL.length)), ONE_CALL));
      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void http10_keepAlive_staysOpen() throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      String start = "POST /v1/traces HTTP/1.0\r\nContent-Type: application/json";
      for (int i = 0; i < 2; i++) {
        connection.send(head(start, 2, "Connection: keep-alive") + "{}");
        Response answer = connection.read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("connection", "keep-alive");
      }
    }
  }

  @Test
  void connectionClose_isAnsweredAndClosed() throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(join(bytes(post(ONE_CALL.length, "Connection: close")), ONE_CALL));
      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void senderGoesAway_midBody_givesItsBytesBack() throws IOException {
    MetricsText before = toolwatch.scrape();
    RawConnection closed = new RawConnection(port).send(post(100_000)).send(new byte[30_000]);
    RawConnection reset = new RawConnection(port).send(post(100_000)).send(new byte[30_000]);
    awaitInFlight(60_000);
    closed.close();
    awaitInFlight(30_000);
    reset.abort();
    awaitInFlight(0);
    // Nobody was answered.
    assertThat(requests()).isEqualTo(before.sum("toolwatch_otlp_requests_total"));
  }

  @Test
  void damagedChunk_endsTheConnectionAndGivesTheBytesBack() throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(CHUNKED + "5\r\nabcde\r\nnonsense\r\n");
      assertThat(connection.isClosed()).isTrue();
    }
    awaitInFlight(0);
  }

  @Test
  void garbage_isParted() throws IOException {
    byte[] noise = new byte[4096];
    new Random(1).nextBytes(noise);
    byte[] tlsHello = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, '\r', '\n', '\r', '\n'};
    byte[] longLine = bytes("POST /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n");
    byte[] manyHeaders = bytes(head("POST /v1/traces HTTP/1.1", 0, "X: " + "y".repeat(20_000)));
    byte[] twoLengths = bytes(post(1, "Content-Length: 2"));
    byte[] both = bytes(post(1, "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n");
    byte[] badPreface = bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "z".repeat(100));
    for (byte[] bytes :
        new byte[][] {noise, tlsHello, longLine, manyHeaders, twoLengths, both, badPreface}) {
      try (RawConnection connection = new RawConnection(port)) {
        connection.send(bytes);
        connection.send("\r\n\r\n");
        assertThat(connection.isClosed()).as(new String(bytes, ISO_8859_1)).isTrue();
      } catch (IOException sentToAClosedOne) {
        // as good
      }
    }
    try (RawConnection connection = new RawConnection(port)) {
      assertServes(connection);
    }
  }

  private void awaitInFlight(long bytes) {
    toolwatch.awaitSum(bytes, "toolwatch_otlp_in_flight_bytes");
  }

  private long requests() {
    return toolwatch.scrape().sum("toolwatch_otlp_requests_total");
  }

  private long accepted() {
    return accepted(toolwatch.scrape());
  }

  private static long accepted(MetricsText metrics) {
    return metrics.sum("toolwatch_otlp_items_total", "signal", "spans", "result", "accepted");
  }
}
