package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kinds {@code tcp} and {@code dns}; {@code tls} is in {@link CertificatesTest}. */
@Timeout(60)
class NetworkChecksTest {
  @Test
  void tcp_thatListens_isUp() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(ScriptedServer.silent())) {
      Steps steps = GivenProbe.steps(GivenProbe.LONG);
      Check check = GivenProbe.check("kind", "tcp", "url", server.url("tcp"));
      assertThat(check.run(steps).detail()).isEqualTo("connected");
      assertThat(steps.list()).extracting(Steps.Step::name).containsExactly("resolve", "connect");
    }
  }

  @Test
  void tcp_withoutListener_isDown() {
    int port = FreePort.next();
    assertThat(GivenProbe.failure("kind", "tcp", "url", "tcp://127.0.0.1:" + port))
        .hasMessage("connection refused by 127.0.0.1:" + port);
    assertThat(GivenProbe.failure("kind", "tcp", "url", "tcp://[::1]:" + port).getMessage())
        .contains("[0:0:0:0:0:0:0:1]:" + port);
    assertThat(GivenProbe.failure("kind", "tcp", "url", "tcp://no-such.invalid:1").verdict())
        .isEqualTo(Verdict.UNRESOLVED);
  }

  /** localhost has two addresses on most machines, of which only one is listened on. */
  @Test
  void tcp_ofSeveralAddresses_takesOneThatConnects() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(ScriptedServer.silent())) {
      String url = "tcp://localhost:" + server.port();
      assertThat(GivenProbe.reading("kind", "tcp", "url", url).detail()).isEqualTo("connected");
    }
  }

  @Test
  void tcp_toLinkLocal_isNeverConnectedTo() {
    assertThat(
            GivenProbe.failure(
                "kind", "tcp", "url", "tcp://169.254.169.254:80", "private-addresses", "true"))
        .hasMessage(
            "169.254.169.254 has the address 169.254.169.254, which is link-local: probes never"
                + " connect to it");
  }

  @Test
  void dns_thatResolves_isUp() throws Exception {
    assertThat(GivenProbe.reading("kind", "dns", "url", "dns:127.0.0.1").detail())
        .isEqualTo("127.0.0.1");
    assertThat(
            GivenProbe.reading(
                    "kind", "dns", "url", "dns://localhost", "expect.address", "127.0.0.1")
                .detail())
        .contains("127.0.0.1");
  }

  @Test
  void dns_otherThanExpected_isDown() {
    CheckFailure failure =
        GivenProbe.failure("kind", "dns", "url", "dns:127.0.0.1", "expect.address", "192.0.2.7");
    assertThat(failure).hasMessage("127.0.0.1 is 127.0.0.1, expected 192.0.2.7");
    assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
  }

  @Test
  void dns_unknownName_isUnresolved() {
    CheckFailure failure = GivenProbe.failure("kind", "dns", "url", "dns:no-such.invalid");
    assertThat(failure).hasMessage("no-such.invalid cannot be resolved");
    assertThat(failure.verdict()).isEqualTo(Verdict.UNRESOLVED);
  }
}
