package dev.toolwatch;

import dev.toolwatch.demo.Demo;
import dev.toolwatch.otlp.OtlpPorts;
import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.ConsoleSettings;
import dev.toolwatch.security.Tls;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Runs while Toolwatch runs. When all ports listen, it tells the user where to send and to look. */
@Singleton
@Unremovable
final class Banner implements QuarkusApplication {
  private static final Logger LOG = Logger.getLogger(Banner.class);

  private final OtlpPorts otlp;
  private final HttpServer http;
  private final AccessControl access;
  private final Demo demo;
  private final boolean console;
  private final boolean tls;
  private final String host;
  private final boolean text;
  private final int apiPort;
  private final int managementPort;

  @Inject
  Banner(
      OtlpPorts otlp,
      HttpServer http,
      AccessControl access,
      Demo demo,
      ConsoleSettings console,
      Tls tls,
      @ConfigProperty(name = "toolwatch.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int apiPort,
      @ConfigProperty(name = "quarkus.management.port") int managementPort,
      LogSettings log) {
    this.otlp = otlp;
    this.http = http;
    this.access = access;
    this.demo = demo;
    this.console = console.enabled();
    this.tls = tls.isOn();
    this.host = host;
    text = log.format().isText(LogFormat.standardOutput());
    this.apiPort = apiPort;
    this.managementPort = managementPort;
  }

  @Override
  public int run(String... arguments) {
    List<String> lines =
        lines(
            new Places(
                host,
                tls,
                otlp.grpc(),
                otlp.http(),
                bound(http.getManagementPort(), managementPort),
                bound(tls ? http.getSecurePort() : http.getPort(), apiPort)),
            access.isOpen(),
            demo.isEnabled(),
            console);
    if (text) {
      LOG.info("Toolwatch is ready\n\n  " + String.join("\n  ", lines) + "\n");
    } else {
      lines.forEach(LOG::info);
    }
    Quarkus.waitForExit();
    return 0;
  }

  /** Quarkus knows the bound port of a server only if it is not the configured one. */
  private static int bound(int port, int configured) {
    return port > 0 ? port : configured;
  }

  /** What to say, a line each. */
  static List<String> lines(Places places, boolean open, boolean demo, boolean console) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Send: OTEL_EXPORTER_OTLP_ENDPOINT=%s for gRPC, %s for HTTP"
            .formatted(places.url(places.grpc()), places.url(places.otlpHttp())));
    if (!open) {
      lines.add("With a token: OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20<token>");
    }
    String header = open ? "" : " -H 'Authorization: Bearer <token>'";
    lines.add(
        "Look: curl -s%s %s/metrics | grep ^mcp_"
            .formatted(header, places.url(places.management())));
    if (console) {
      lines.add("Open: %s/".formatted(places.url(places.api())));
    }
    lines.add("API:  curl -s%s %s/api/v1".formatted(header, places.url(places.api())));
    lines.add("Docs: " + places.url(places.api()) + "/docs");
    if (!demo) {
      lines.add("Try:  start with --demo to receive data from a simulated fleet of MCP servers");
    }
    return lines;
  }

  /**
   * Where Toolwatch listens.
   *
   * @param host the address that the ports are bound to
   */
  record Places(String host, boolean tls, int grpc, int otlpHttp, int management, int api) {
    String url(int port) {
      return (tls ? "https://" : "http://") + name() + ":" + port;
    }

    /** A name by which this machine reaches the address. */
    private String name() {
      return switch (host) {
        case "127.0.0.1", "0.0.0.0", "::", "[::]", "::1", "localhost" -> "localhost";
        default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
      };
    }
  }
}
