package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.tls.BaseTlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.net.URI;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What configurations of the TLS registry mean for probes. */
@Timeout(60)
class TrustTest {
  private static Vertx vertx;

  /** A configuration. */
  private static final class Configuration extends BaseTlsConfiguration {
    private KeyStore authorities;
    private KeyCertOptions key;
    private boolean trustsAll;
    private String verification;

    @Override
    public KeyStore getTrustStore() {
      return authorities;
    }

    @Override
    public KeyCertOptions getKeyStoreOptions() {
      return key;
    }

    @Override
    public boolean isTrustAll() {
      return trustsAll;
    }

    @Override
    public Optional<String> getHostnameVerificationAlgorithm() {
      return Optional.ofNullable(verification);
    }
  }

  private final Configuration configuration = new Configuration();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void trustStore_isTrusted() throws Exception {
    configuration.authorities = ProbeCertificates.authorities();
    assertThat(problem(ProbeCertificates.good(), false)).isNull();
    assertThat(problem(ProbeCertificates.foreign(), false)).contains("for other names");
  }

  @Test
  void withoutTrustStore_theJvmIsAsked() throws Exception {
    assertThat(problem(ProbeCertificates.good(), false)).contains("not from a trusted authority");
  }

  @Test
  void verificationNone_takesOtherNames_butNoOtherAuthorities() throws Exception {
    configuration.authorities = ProbeCertificates.authorities();
    configuration.verification = "NONE";
    assertThat(problem(ProbeCertificates.foreign(), false)).isNull();
    assertThat(problem(ProbeCertificates.untrusted(), false)).contains("trusted authority");
  }

  @Test
  void trustAll_takesAll() throws Exception {
    configuration.trustsAll = true;
    assertThat(problem(ProbeCertificates.untrusted(), false)).isNull();
    assertThat(problem(ProbeCertificates.expired(), false)).isNull();
  }

  @Test
  void key_isShownToWhoWantsIt() throws Exception {
    configuration.authorities = ProbeCertificates.authorities();
    assertThat(problem(ProbeCertificates.mutual(), true)).isNotNull();
    configuration.key = ProbeCertificates.client();
    assertThat(problem(ProbeCertificates.mutual(), true)).isNull();
  }

  /** What is wrong with a server; null if nothing is. */
  private String problem(SSLContext context, boolean wantsKey) throws Exception {
    Connector connector = new Connector(true, Trust.of(configuration, vertx));
    ScriptedServer.Script script = ScriptedServer.answering(200, "fine");
    try (ScriptedServer server =
        wantsKey
            ? ScriptedServer.startMutualTls(context, script)
            : ScriptedServer.startTls(context, script)) {
      HttpCall call = new HttpCall("GET", URI.create(server.url("https")), Map.of(), null);
      CheckFailure failure =
          catchThrowableOfType(
              CheckFailure.class,
              () ->
                  new HttpCaller(connector).send(call, GivenProbe.steps(GivenProbe.LONG)).close());
      return failure == null ? null : failure.getMessage();
    }
  }
}
