package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.FreePort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a stand-in that answers as Redis does. */
@Timeout(60)
class RedisCheckTest {
  private final List<String> commands = new CopyOnWriteArrayList<>();

  @Test
  void pong_isUp() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(answering("+PONG"))) {
      Steps steps = GivenProbe.steps(GivenProbe.LONG);
      assertThat(check(server).run(steps).detail()).isEqualTo("PONG");
      assertThat(commands).containsExactly("PING");
      assertThat(steps.list())
          .extracting(Steps.Step::name)
          .containsExactly("resolve", "connect", "ping");
    }
  }

  @Test
  void token_isSentFirst() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(answering("+OK", "+PONG", "+OK", "+PONG"))) {
      check(server, "token", "sesame open").run(GivenProbe.steps(GivenProbe.LONG));
      check(server, "token", "sesame", "user", "me").run(GivenProbe.steps(GivenProbe.LONG));
      assertThat(commands).containsExactly("AUTH sesame open", "PING", "AUTH me sesame", "PING");
    }
  }

  @Test
  void tls_isSpokenAndVerified() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.startTls(ProbeCertificates.good(), answering("+PONG", "+PONG"))) {
      Check trusting =
          GivenProbe.check(
              "kind", "redis", "url", server.url("rediss"), "tls-configuration-name", "tests");
      Steps steps = GivenProbe.steps(GivenProbe.LONG);
      assertThat(trusting.run(steps).detail()).isEqualTo("PONG");
      assertThat(steps.tlsExpiry()).isNotNull();
      assertThat(GivenProbe.failure("kind", "redis", "url", server.url("rediss")))
          .hasMessage("the certificate is not from a trusted authority");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-NOAUTH Authentication required., REFUSED, NOAUTH: it wants a token",
    "-LOADING Redis is loading the dataset in memory, DOWN, LOADING: it still reads its data",
    "-NOPERM this user has no permissions, REFUSED, NOPERM this user has no permissions",
    "-DENIED Redis is running in protected mode, REFUSED, DENIED Redis is running in protected mode",
    "-ERR max number of clients reached, DOWN, ERR max number of clients reached",
    "-MASTERDOWN Link with MASTER is down, DOWN, MASTERDOWN Link with MASTER is down",
    "HTTP/1.1 400 Bad Request, DOWN, the answer is not that of Redis",
    "'', DOWN, the answer is not that of Redis",
  })
  void answerOtherThanPong_isTold(String answer, Verdict verdict, String message)
      throws IOException {
    assertFailure(verdict, message, answering(answer));
  }

  @ParameterizedTest
  @CsvSource({
    "-WRONGPASS invalid username-password pair, REFUSED, WRONGPASS: the token is not valid",
    "-ERR invalid password, REFUSED, ERR invalid password",
    "-ERR AUTH <password> called without any password configured for the default user, REFUSED,"
        + " ERR AUTH <password> called without any password configured for the default user",
    "-ERR unknown command `AUTH` with args beginning with: `sesame`, DOWN,"
        + " ERR unknown command `AUTH` with args beginning with: `[secret]`",
  })
  void answerToAuth_isTold(String answer, Verdict verdict, String message) throws IOException {
    assertFailure(verdict, message, answering(answer), "token", "sesame");
  }

  @Test
  void brokenServers_areTold() throws IOException {
    assertFailure(Verdict.DOWN, "the connection was closed without an answer", peer -> line(peer));
    assertFailure(
        Verdict.DOWN,
        "the connection was reset before the answer",
        peer -> {
          line(peer);
          peer.reset();
        });
    assertFailure(
        Verdict.DOWN,
        "no answer: it is not Redis",
        peer -> {
          line(peer);
          while (!peer.hold(0)) {
            peer.write("x".repeat(1000));
          }
        });
    int port = FreePort.next();
    assertThat(GivenProbe.failure("kind", "redis", "url", "redis://127.0.0.1:" + port))
        .hasMessage("connection refused by 127.0.0.1:" + port);
    assertThat(GivenProbe.failure("kind", "redis", "url", "redis://no-such.invalid").verdict())
        .isEqualTo(Verdict.UNRESOLVED);
  }

  @Test
  void slowness_endsAtTheDeadline() throws IOException {
    for (ScriptedServer.Script script :
        new ScriptedServer.Script[] {ScriptedServer.silent(), ScriptedServer.dripping("+PO")}) {
      try (ScriptedServer server = ScriptedServer.start(script)) {
        Steps little = GivenProbe.steps(GivenProbe.SHORT);
        assertThat(GivenProbe.failure(check(server), little))
            .hasMessageStartingWith("no answer within 0.");
        assertThat(Duration.ofNanos(little.nanos())).isLessThan(GivenProbe.LONG);
      }
    }
  }

  private static void line(ScriptedServer.Peer peer) throws IOException {
    peer.line();
  }

  /** Reads commands, and answers them with these in turn, over any number of connections. */
  private ScriptedServer.Script answering(String... answers) {
    List<String> left = new CopyOnWriteArrayList<>(Arrays.asList(answers));
    return peer -> {
      while (!left.isEmpty()) {
        int words = Integer.parseInt(peer.line().substring(1));
        List<String> command = new ArrayList<>();
        for (int i = 0; i < words; i++) {
          peer.line(); // its length
          command.add(peer.line());
        }
        commands.add(String.join(" ", command));
        peer.write(left.remove(0) + "\r\n");
      }
      peer.hold();
    };
  }

  private static Check check(ScriptedServer server, String... more) {
    List<String> settings = new ArrayList<>(List.of("kind", "redis", "url", server.url("redis")));
    settings.addAll(Arrays.asList(more));
    return GivenProbe.check(settings.toArray(String[]::new));
  }

  private static void assertFailure(
      Verdict verdict, String message, ScriptedServer.Script script, String... settings)
      throws IOException {
    try (ScriptedServer server = ScriptedServer.start(script)) {
      CheckFailure failure =
          GivenProbe.failure(check(server, settings), GivenProbe.steps(GivenProbe.LONG));
      assertThat(failure).hasMessage(message);
      assertThat(failure.verdict()).isEqualTo(verdict);
    }
  }
}
