package dev.toolwatch.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.security.TestCertificates;
import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged application with a target that is away at first, and kills in between. The target
 * wants TLS and a client's certificate.
 */
@Timeout(120)
class ForwardIT {
  private static final String ITEMS = "toolwatch_forward_items_total";
  private static final String WAITING = "toolwatch_forward_waiting_items";
  private static final int EACH = 60;

  private final int port = FreePort.next();
  private final Set<String> received = new ConcurrentSkipListSet<>();

  private final TestCertificates certificates = TestCertificates.make("forward");

  @TempDir Path directory;

  private PackagedToolwatch start() throws IOException, GeneralSecurityException {
    Path trusted = directory.resolve("trusted.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", load("server.p12").getCertificate("key"));
    try (OutputStream out = Files.newOutputStream(trusted)) {
      store.store(out, TestCertificates.PASSWORD.toCharArray());
    }
    return PackagedToolwatch.start(
        "toolwatch.store.path=" + directory,
        "toolwatch.forward.targets.jaeger.endpoint=https://localhost:" + port,
        "toolwatch.forward.targets.jaeger.tls-configuration-name=backend",
        "quarkus.tls.backend.trust-store.p12.path=" + trusted,
        "quarkus.tls.backend.trust-store.p12.password=" + TestCertificates.PASSWORD,
        "quarkus.tls.backend.key-store.p12.path=" + certificates.path("client.p12"),
        "quarkus.tls.backend.key-store.p12.password=" + TestCertificates.PASSWORD,
        "toolwatch.forward.targets.jaeger.protocol=grpc",
        "toolwatch.forward.targets.jaeger.traces=all",
        "toolwatch.forward.targets.jaeger.compression=gzip");
  }

  private KeyStore load(String file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificates.path(file))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, TestCertificates.PASSWORD.toCharArray());
      return store;
    }
  }

  private SslContext tls() throws IOException, GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(load("server.p12"), TestCertificates.PASSWORD.toCharArray());
    TrustManagerFactory clients =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    clients.init(load("clients.p12"));
    return GrpcSslContexts.configure(SslContextBuilder.forServer(own))
        .trustManager(clients)
        .clientAuth(ClientAuth.REQUIRE)
        .build();
  }

  private static void send(PackagedToolwatch toolwatch, int from) {
    OtlpHttpClient http =
        new OtlpHttpClient(toolwatch.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    for (int i = from; i < from + EACH; i++) {
      ExportTraceServiceRequest request =
          Requests.request(
              "orders",
              Requests.toolCall("find", Duration.ofMillis(5))
                  .setName("span " + i)
                  .setSpanId(Requests.id(i + 1)));
      boolean json = i % 2 == 0;
      byte[] body = json ? OtlpJson.json(request) : request.toByteArray();
      String type = json ? OtlpHttpClient.JSON : OtlpHttpClient.PROTOBUF;
      assertThat(http.post("/v1/traces", body, type).statusCode()).isEqualTo(200);
    }
  }

  private Server target() throws IOException, GeneralSecurityException {
    return NettyServerBuilder.forPort(port)
        .sslContext(tls())
        .addService(
            new TraceServiceGrpc.TraceServiceImplBase() {
              @Override
              public void export(
                  ExportTraceServiceRequest request,
                  StreamObserver<ExportTraceServiceResponse> answer) {
                request.getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .map(Span::getName)
                    .forEach(received::add);
                answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
                answer.onCompleted();
              }
            })
        .build()
        .start();
  }

  @Test
  void killedAndStopped_whileTheTargetIsAway_losesNothing() throws Exception {
    try (PackagedToolwatch killed = start()) {
      send(killed, 0);
      // Everything is on disk as soon as it is known that the target is away.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                MetricsText now = killed.toolwatch().scrape();
                return now.sum(WAITING) == EACH && now.sum("toolwatch_forward_queue_bytes") == 0;
              });
      killed.signal("KILL");
    }
    try (PackagedToolwatch stopped = start()) {
      send(stopped, EACH);
      stopped.terminate();
      assertThat(stopped.awaitExit()).isEqualTo(143);
    }
    try (PackagedToolwatch last = start()) {
      Server target = target();
      try {
        send(last, 2 * EACH);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> last.toolwatch().scrape().sum(WAITING) == 0);
        assertThat(last.toolwatch().scrape().sum(ITEMS, "result", "delivered")).isEqualTo(3 * EACH);
        assertThat(last.toolwatch().scrape().sum("toolwatch_forward_spool_bytes")).isZero();
      } finally {
        target.shutdownNow().awaitTermination();
      }
    }
    assertThat(received)
        .containsAll(
            IntStream.range(0, 3 * EACH).mapToObj(i -> "span " + i).collect(Collectors.toSet()));
  }

  @Test
  void targetThatIsToolwatchItself_itDoesNotStart() throws Exception {
    int own = FreePort.next();
    try (PackagedToolwatch packaged =
        PackagedToolwatch.launch(
            "toolwatch.otlp.grpc-port=" + own,
            "toolwatch.forward.targets.jaeger.protocol=grpc",
            "toolwatch.forward.targets.jaeger.endpoint=http://localhost:" + own)) {
      assertThat(packaged.awaitExit()).isEqualTo(2);
      assertThat(packaged.output())
          .contains(
              "Toolwatch does not start: toolwatch.forward.targets.jaeger.endpoint is Toolwatch"
                  + " itself");
    }
  }
}
