package dev.toolwatch.probe;

import static dev.toolwatch.probe.ScriptedServer.answering;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolwatch.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpCallerTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final HttpCaller caller = new HttpCaller(new Connector(true, Trust.ofJvm()));
  private final Steps steps = Probes.steps(Probes.LONG);
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedServer.start(answering(200, "fine"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void answer_isReadAndItsStepsAreShown() throws Exception {
    server.script(answering(201, Map.of("X-One", "1", "x-one", "2"), "grün"));
    try (HttpExchange answer = caller.send(get("/some/path?q=1"), steps)) {
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.header("X-ONE")).isIn("1", "2");
      assertThat(answer.headers("x-One")).containsExactlyInAnyOrder("1", "2");
      assertThat(answer.header("X-Two")).isNull();
      assertThat(answer.body()).isEqualTo("grün".getBytes(UTF_8));
      assertThat(answer.body()).isEmpty();
    }
    assertThat(steps.list())
        .extracting(Steps.Step::name)
        .containsExactly("resolve", "connect", "request");
    assertThat(steps.list())
        .extracting(Steps.Step::detail)
        .containsExactly("127.0.0.1: 127.0.0.1", "127.0.0.1:" + server.port(), "GET: HTTP 201");
  }

  @Test
  void request_isHttp11OnAConnectionOfItsOwn() throws Exception {
    URI uri = URI.create(server.url("http") + "/a?b=c%20d");
    byte[] body = "{\"grün\":1}".getBytes(UTF_8);
    HttpCall call = new HttpCall("POST", uri, Map.of("Accept", "text/event-stream"), body);
    caller.send(call, steps).close();
    caller.send(call, steps).close();
    assertThat(server.requests().get(0).lines().toList())
        .containsExactly(
            "POST /a?b=c%20d HTTP/1.1",
            "Accept: text/event-stream",
            "Connection: close",
            "Content-Length: 11",
            "Host: 127.0.0.1:" + server.port(),
            "User-Agent: Toolwatch",
            "",
            "{\"grün\":1}");
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void chunks_areOneBody() throws Exception {
    server.script(
        peer -> {
          peer.request();
          peer.write("HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED);
          peer.write("3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
        });
    try (HttpExchange answer = caller.send(get("/"), steps)) {
      assertThat(new String(answer.body(), UTF_8)).isEqualTo("abc0123456789");
    }
  }

  @Test
  void bodyWithoutLength_endsWithTheConnection() throws Exception {
    server.script(
        peer -> {
          peer.request();
          peer.write("HTTP/1.0 200 OK\r\n\r\nuntil the end");
        });
    try (HttpExchange answer = caller.send(get("/"), steps)) {
      assertThat(new String(answer.body(), UTF_8)).isEqualTo("until the end");
    }
  }

  @Test
  void head_andNoContent_haveNoBody() throws Exception {
    HttpCall head = new HttpCall("HEAD", URI.create(server.url("http")), Map.of(), null);
    try (HttpExchange answer = caller.send(head, steps)) {
      assertThat(answer.body()).isEmpty();
    }
    server.script(
        peer -> {
          peer.request();
          peer.write("HTTP/1.1 204 No Content\r\n\r\n");
          peer.hold();
        });
    try (HttpExchange answer = caller.send(get("/"), steps)) {
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void lines_endAsServerSentEventsDo() throws Exception {
    server.script(
        peer -> {
          peer.request();
          peer.write(CHUNKED + chunk("one\r") + chunk("\ntwo\r\rthree\r\n") + chunk("\nlast"));
          peer.write(chunk(" ü") + "0\r\n\r\n");
        });
    try (HttpExchange answer = caller.send(get("/"), steps)) {
      assertThat(answer.line()).isEqualTo("one");
      assertThat(answer.line()).isEqualTo("two");
      assertThat(answer.line()).isEmpty();
      assertThat(answer.line()).isEqualTo("three");
      assertThat(answer.line()).isEmpty();
      assertThat(answer.line()).isEqualTo("last ü");
      assertThat(answer.line()).isNull();
    }
  }

  @Test
  void openStream_givesItsLinesAsTheyCome() throws Exception {
    server.script(
        peer -> {
          peer.request();
          peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n");
          peer.hold();
        });
    try (HttpExchange answer = caller.send(get("/"), Probes.steps(Duration.ofSeconds(2)))) {
      assertThat(answer.line()).isEqualTo("data: 1");
      CheckFailure failure = catchThrowableOfType(CheckFailure.class, answer::line);
      assertThat(failure.getMessage()).startsWith("the answer did not end within 2.");
    }
  }

  @Test
  void refusedConnection_isTold() {
    int port = FreePort.next();
    assertThat(failure(URI.create("http://127.0.0.1:" + port)))
        .hasMessage("connection refused by 127.0.0.1:" + port);
  }

  @Test
  void unknownHost_isUnresolved() {
    CheckFailure failure = failure(URI.create("http://no-such-host.invalid/"));
    assertThat(failure.verdict()).isEqualTo(Verdict.UNRESOLVED);
  }

  @Test
  void silence_endsAtTheDeadline() {
    server.script(ScriptedServer.silent());
    assertThat(late(get("/"))).startsWith("no answer within 0.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 ", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nA: "})
  void drippingHead_endsAtTheDeadline(String beginning) {
    server.script(ScriptedServer.dripping(beginning));
    assertThat(late(get("/"))).isIn("no answer within 0.4 s", "no answer within 0.5 s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        CHUNKED + "ffff\r\n",
      })
  void drippingBody_endsAtTheDeadline(String beginning) {
    server.script(ScriptedServer.dripping(beginning));
    assertThat(late(get("/"))).startsWith("the answer did not end within 0.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\n", CHUNKED + "fffffffffff\r\n"})
  void endlessBody_isTooLarge(String beginning) throws Exception {
    server.script(ScriptedServer.endless(beginning));
    try (HttpExchange answer = caller.send(get("/"), steps)) {
      CheckFailure failure = catchThrowableOfType(CheckFailure.class, answer::body);
      assertThat(failure).hasMessage("answers more than 1 MB");
      assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
    }
    try (HttpExchange answer = caller.send(get("/"), steps)) {
      assertThatThrownBy(answer::line).hasMessage("answers more than 1 MB");
    }
  }

  @Test
  void largestBody_isRead() throws Exception {
    server.script(answering(200, "x".repeat(HttpExchange.MAX_BYTES)));
    try (HttpExchange answer = caller.send(get("/"), steps)) {
      assertThat(answer.body()).hasSize(HttpExchange.MAX_BYTES);
    }
  }

  @Test
  void endlessHead_isTooLarge() {
    server.script(ScriptedServer.endless("HTTP/1.1 200 OK\r\nA: "));
    assertThat(failure(URI.create(server.url("http"))))
        .hasMessage("no answer: its head is larger than 64 kB");
  }

  @Test
  void reset_isTold() {
    server.script(ScriptedServer.resetting());
    assertThat(failure(URI.create(server.url("http"))))
        .hasMessage("the connection was reset before the answer");
  }

  @ParameterizedTest
  @CsvSource({
    "'', the connection was closed without an answer",
    "'SSH-2.0-OpenSSH\n', no answer: it is not HTTP/1.1",
    "'HTTP/1.1 200 OK\n: x\n\n', no answer: a header has no name",
    "'HTTP/1.1 200 OK\nContent-Length: -1\n\n', no answer: its length is not a number",
    "'HTTP/1.1 200 OK\nContent-Length: 3\n\nab', the answer broke off",
    "'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nab', the answer broke off",
    "'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nxyz\n',"
        + " the answer broke off: a chunk has no length",
  })
  void notAnAnswer_isTold(String bytes, String message) {
    server.script(
        peer -> {
          peer.request();
          peer.write(bytes);
        });
    assertThat(failure(URI.create(server.url("http")))).hasMessage(message);
  }

  @Test
  void peerThatDoesNotRead_endsAtTheDeadline() {
    server.script(ScriptedServer.silent());
    byte[] body = new byte[32 << 20];
    assertThat(late(new HttpCall("POST", URI.create(server.url("http")), Map.of(), body)))
        .startsWith("no answer within 0.");
  }

  @Test
  void interrupt_endsTheWait() throws Exception {
    server.script(ScriptedServer.silent());
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                caller.send(get("/"), steps).close();
              } catch (CheckFailure | InterruptedException e) {
                thrown.add(e);
              }
            });
    thread.start();
    thread.join(10_000);
    assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
  }

  @Test
  void privateAddress_isNotConnectedToUnlessAllowed() {
    HttpCaller cautious = new HttpCaller(new Connector(false, Trust.ofJvm()));
    assertThatThrownBy(() -> cautious.send(get("/"), steps))
        .isInstanceOf(CheckFailure.class)
        .hasMessageContaining("private");
    assertThat(server.connections()).isZero();
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n";
  }

  private HttpCall get(String path) {
    return new HttpCall("GET", URI.create(server.url("http") + path), Map.of(), null);
  }

  private CheckFailure failure(URI uri) {
    return failure(new HttpCall("GET", uri, Map.of(), null), steps);
  }

  private CheckFailure failure(HttpCall call, Steps within) {
    return catchThrowableOfType(
        CheckFailure.class,
        () -> {
          try (HttpExchange answer = caller.send(call, within)) {
            answer.body();
          }
        });
  }

  /** The message of a failure for lack of time, which must come soon after that is over. */
  private String late(HttpCall call) {
    Steps little = Probes.steps(Probes.SHORT);
    CheckFailure failure = failure(call, little);
    assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(Duration.ofNanos(little.nanos())).isLessThan(Probes.SHORT.plusSeconds(5));
    return failure.getMessage();
  }
}
