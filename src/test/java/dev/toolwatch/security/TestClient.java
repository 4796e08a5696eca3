package dev.toolwatch.security;

import dev.toolwatch.testing.FreePort;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Knocks at the four ports of a Toolwatch, with or without a token, plain or with TLS. */
final class TestClient {
  static final ExportTraceServiceRequest NOTHING = ExportTraceServiceRequest.getDefaultInstance();

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String scheme;
  private final HttpClient http;
  private final ChannelCredentials credentials;

  private TestClient(String scheme, HttpClient http, ChannelCredentials credentials) {
    this.scheme = scheme;
    this.http = http;
    this.credentials = credentials;
  }

  static TestClient plain() {
    return new TestClient(
        "http",
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
        InsecureChannelCredentials.create());
  }

  static TestClient tls(SSLContext context, TrustManager[] trusted, KeyManager[] keys) {
    TlsChannelCredentials.Builder grpc = TlsChannelCredentials.newBuilder().trustManager(trusted);
    if (keys.length > 0) {
      grpc.keyManager(keys);
    }
    return new TestClient(
        "https", HttpClient.newBuilder().sslContext(context).build(), grpc.build());
  }

  /** Settings that put all four ports on free ones, the same for all tests of this process. */
  static Map<String, String> freePorts() {
    Map<String, String> settings = new HashMap<>();
    String api = Integer.toString(port(Port.API));
    String management = Integer.toString(port(Port.MANAGEMENT));
    settings.put("quarkus.http.test-port", api);
    settings.put("quarkus.http.port", api);
    settings.put("quarkus.management.test-port", management);
    settings.put("quarkus.management.port", management);
    settings.put("toolwatch.otlp.http-port", Integer.toString(port(Port.OTLP_HTTP)));
    settings.put("toolwatch.otlp.grpc-port", Integer.toString(port(Port.OTLP_GRPC)));
    return settings;
  }

  /** The same where they speak TLS: the packaged application's launcher asks for the port's name. */
  static Map<String, String> freePortsOfTls() {
    System.setProperty("quarkus.http.test-ssl-port", Integer.toString(port(Port.API)));
    return freePorts();
  }

  static String freePort() {
    return Integer.toString(FreePort.next());
  }

  /** Kept in a system property: profiles and tests have class loaders of their own. */
  static int port(Port port) {
    String property = "test.ports." + port.label();
    if (System.getProperty(property) == null) {
      System.setProperty(property, freePort());
    }
    return Integer.getInteger(property);
  }

  URI uri(Port port, String path) {
    return URI.create(scheme + "://localhost:" + port(port) + path);
  }

  HttpResponse<String> get(Port port, String path, String... headers) {
    return send(request(port, path, headers).GET());
  }

  /** An empty request in protobuf. */
  HttpResponse<String> postOtlp(String... headers) {
    return send(
        request(Port.OTLP_HTTP, "/v1/traces", headers)
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(NOTHING.toByteArray())));
  }

  HttpRequest.Builder request(Port port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(port, path)).timeout(Duration.ofSeconds(20));
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The status of an empty call, by its number. */
  io.grpc.Status call(String... authorization) {
    ManagedChannel channel = channel();
    try {
      Metadata metadata = new Metadata();
      for (String value : authorization) {
        metadata.put(AUTHORIZATION, value);
      }
      TraceServiceGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
          .withDeadlineAfter(Duration.ofSeconds(20))
          .export(NOTHING);
      return io.grpc.Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  /** To the OTLP port of gRPC, by grpc-java. To be shut down. */
  ManagedChannel channel() {
    return Grpc.newChannelBuilderForAddress("localhost", port(Port.OTLP_GRPC), credentials).build();
  }
}
