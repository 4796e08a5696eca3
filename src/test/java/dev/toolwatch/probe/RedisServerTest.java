package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's {@code redis-server}. */
@Tag("servers")
class RedisServerTest {
  @TempDir Path directory;

  @Test
  void password_isWanted_orNot() throws Exception {
    int port = FreePort.next();
    try (Program redis = start(port, "--requirepass", "sesame")) {
      assertThat(check(port, "token", "sesame").run(Probes.steps(Probes.LONG)).detail())
          .isEqualTo("PONG");
      assertThat(
              check(port, "token", "sesame", "user", "default")
                  .run(Probes.steps(Probes.LONG))
                  .detail())
          .isEqualTo("PONG");
      assertRefused(check(port), "NOAUTH: it wants a token");
      assertRefused(check(port, "token", "other"), "WRONGPASS: the token is not valid");
      assertThat(redis.isRunning()).isTrue();
    }
  }

  @Test
  void open_isUp() throws Exception {
    int port = FreePort.next();
    try (Program redis = start(port)) {
      assertThat(check(port).run(Probes.steps(Probes.LONG)).detail()).isEqualTo("PONG");
      CheckFailure failure =
          Probes.failure(check(port, "token", "sesame"), Probes.steps(Probes.LONG));
      assertThat(failure.verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(redis.isRunning()).isTrue();
    }
  }

  private Program start(int port, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString()));
    command.addAll(List.of(more));
    Program redis = new Program(directory.resolve("redis.log"), command);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> redis.log().stream().anyMatch(line -> line.contains("Ready to accept")));
    return redis;
  }

  private static Check check(int port, String... more) {
    List<String> settings =
        new ArrayList<>(List.of("kind", "redis", "url", "redis://127.0.0.1:" + port));
    settings.addAll(List.of(more));
    return Probes.check(settings.toArray(String[]::new));
  }

  private static void assertRefused(Check check, String message) {
    CheckFailure failure = Probes.failure(check, Probes.steps(Probes.LONG));
    assertThat(failure).hasMessage(message);
    assertThat(failure.verdict()).isEqualTo(Verdict.REFUSED);
  }
}
