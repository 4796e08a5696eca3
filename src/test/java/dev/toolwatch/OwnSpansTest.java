package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Toolwatch's own spans with a backend set. */
@QuarkusTest
@QuarkusTestResource(value = OwnSpansTest.Backend.class, restrictToAnnotatedClass = true)
class OwnSpansTest {
  @Test
  void spans_withABackend_goThere_butNoneOfReceivingOtlp() {
    OtlpHttpClient client =
        new OtlpHttpClient(Toolwatch.underTest().httpPort(), HttpClient.Version.HTTP_1_1);
    byte[] request =
        Requests.request("orders", Requests.toolCall("find", Duration.ofMillis(5))).toByteArray();
    for (int i = 0; i < 10; i++) {
      assertThat(
              client
                  .post(
                      "/v1/traces",
                      request,
                      OtlpHttpClient.PROTOBUF,
                      "traceparent",
                      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                  .statusCode())
          .isEqualTo(200);
    }
    // Sent after those, so what they made would be there first.
    RestAssured.get("/no-such-page").then().statusCode(404);

    await().until(() -> !Backend.spans().isEmpty());
    assertThat(Backend.spans())
        .extracting(Span::getName)
        .allSatisfy(name -> assertThat(name).doesNotContain("v1/traces").doesNotStartWith("POST"));
  }

  /** Takes spans by OTLP/HTTP. */
  public static final class Backend implements QuarkusTestResourceLifecycleManager {
    private static final Queue<ExportTraceServiceRequest> REQUESTS = new ConcurrentLinkedQueue<>();

    private HttpServer server;

    @Override
    public Map<String, String> start() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.createContext("/v1/traces", Backend::take);
      server.start();
      return Map.of(
          "toolwatch.tracing.endpoint",
          "http://127.0.0.1:" + server.getAddress().getPort(),
          "quarkus.otel.exporter.otlp.protocol",
          "http/protobuf",
          "quarkus.otel.bsp.schedule.delay",
          "100ms");
    }

    @Override
    public void stop() {
      server.stop(0);
    }

    private static void take(HttpExchange exchange) throws IOException {
      try (exchange) {
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        REQUESTS.add(
            ExportTraceServiceRequest.parseFrom(
                gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()));
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
      }
    }

    static List<Span> spans() {
      return REQUESTS.stream()
          .flatMap(request -> request.getResourceSpansList().stream())
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .flatMap(scope -> scope.getSpansList().stream())
          .toList();
    }
  }
}
