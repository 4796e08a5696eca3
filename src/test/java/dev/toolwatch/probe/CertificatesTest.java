package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CertificatesTest {
  private final Steps steps = GivenProbe.steps(GivenProbe.LONG);
  private ScriptedServer server;

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void good_isUp_andItsExpiryIsNoted() throws Exception {
    start(ProbeCertificates.good());
    Reading tls = check("tls", "tls").run(steps);
    assertThat(tls.detail()).isEqualTo("valid until " + steps.tlsExpiry());
    assertThat(steps.tlsExpiry())
        .isBetween(
            Instant.now().plus(Duration.ofDays(28)), Instant.now().plus(Duration.ofDays(31)));
    assertThat(steps.list())
        .extracting(Steps.Step::name)
        .containsExactly("resolve", "connect", "tls");
    assertThat(steps.list().get(2).detail())
        .isEqualTo("TLSv1.3, CN=stand-in, valid until " + steps.tlsExpiry());

    assertThat(check("http", "https").run(GivenProbe.steps(GivenProbe.LONG)).detail())
        .isEqualTo("HTTP 200");
  }

  @Test
  void goodForTheName_isUp() throws Exception {
    start(ProbeCertificates.good());
    Check check =
        GivenProbe.check(
            "kind",
            "tls",
            "url",
            "tls://localhost:" + server.port(),
            "tls-configuration-name",
            "tests");
    assertThat(check.run(steps).detail()).startsWith("valid until ");
  }

  @Test
  void expired_isDown_andItsExpiryIsNoted() throws Exception {
    start(ProbeCertificates.expired());
    String day = Instant.now().minus(Duration.ofDays(5)).toString().substring(0, 10);
    assertThat(message("tls", "tls")).isEqualTo("the certificate expired on " + day);
    assertThat(steps.tlsExpiry()).isBefore(Instant.now());
    assertThat(message("http", "https")).isEqualTo("the certificate expired on " + day);
  }

  @Test
  void ofAnotherName_isDown() throws Exception {
    start(ProbeCertificates.foreign());
    String message = "the certificate is for other names: shop.example.com, www.example.com";
    assertThat(message("tls", "tls")).isEqualTo(message);
    assertThat(steps.tlsExpiry()).isNotNull();
    assertThat(message("http", "https")).isEqualTo(message);
  }

  @Test
  void fromNobody_isDown() throws Exception {
    start(ProbeCertificates.untrusted());
    String message = "the certificate is not from a trusted authority";
    assertThat(message("tls", "tls")).isEqualTo(message);
    assertThat(steps.tlsExpiry()).isNotNull();
    assertThat(message("http", "https")).isEqualTo(message);
  }

  @Test
  void fromAnAuthorityThatTheJvmDoesNotKnow_isDown() throws Exception {
    start(ProbeCertificates.good());
    assertThat(GivenProbe.failure("kind", "tls", "url", server.url("tls")))
        .hasMessage("the certificate is not from a trusted authority");
  }

  @Test
  void tooSoonToExpire_isDown() throws Exception {
    start(ProbeCertificates.good());
    assertThat(
            GivenProbe.failure(
                "kind",
                "http",
                "url",
                server.url("https"),
                "tls-configuration-name",
                "tests",
                "expect.validity",
                "40d"))
        .hasMessageMatching("the certificate expires on \\d{4}-\\d\\d-\\d\\d, in (29|30) days");
  }

  @Test
  void noTls_isDown() throws Exception {
    server = ScriptedServer.start(peer -> peer.write("220 mail.example.com ESMTP\r\n"));
    assertThat(message("tls", "tls")).startsWith("the TLS handshake failed: ");
    assertThat(message("http", "https")).startsWith("the TLS handshake failed: ");
  }

  @Test
  void silence_endsAtTheDeadline() throws Exception {
    server = ScriptedServer.start(ScriptedServer.silent());
    for (String kind : new String[] {"tls", "http"}) {
      Steps little = GivenProbe.steps(GivenProbe.SHORT);
      assertThat(GivenProbe.failure(check(kind, kind.equals("tls") ? "tls" : "https"), little))
          .hasMessageStartingWith("no answer to TLS within 0.");
      assertThat(Duration.ofNanos(little.nanos())).isLessThan(GivenProbe.LONG);
    }
  }

  @Test
  void slownessAfterTheHandshake_endsAtTheDeadline() throws Exception {
    start(ProbeCertificates.good());
    for (ScriptedServer.Script script :
        new ScriptedServer.Script[] {
          peer -> {
            peer.request();
            peer.hold();
          },
          ScriptedServer.dripping("HTTP/1.1 200 OK\r\nA: ")
        }) {
      server.script(script);
      Steps little = GivenProbe.steps(Duration.ofSeconds(2));
      assertThat(GivenProbe.failure(check("http", "https"), little))
          .hasMessageStartingWith("no answer within 2.");
      assertThat(Duration.ofNanos(little.nanos())).isLessThan(GivenProbe.LONG);
    }
  }

  private void start(SSLContext context) throws IOException {
    server = ScriptedServer.startTls(context, ScriptedServer.answering(200, "fine"));
  }

  private Check check(String kind, String scheme) {
    return GivenProbe.check(
        "kind", kind, "url", server.url(scheme), "tls-configuration-name", "tests");
  }

  private String message(String kind, String scheme) {
    CheckFailure failure = GivenProbe.failure(check(kind, scheme), steps);
    assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
    return failure.getMessage();
  }
}
