package dev.toolwatch.operating;

import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.PrometheusServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that stands between an MCP server and the one who is paged: the packaged Toolwatch with its
 * demo, a Prometheus and an Alertmanager with the files that are shipped, and stand-ins for whom they
 * tell.
 */
final class Watch implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration FLUSH = Duration.ofSeconds(10);
  private static final Duration STALE = Duration.ofMinutes(5);
  private static final double DEGRADED = 0.05;

  private final Pace pace;
  private final StandIn receivers;
  private final PackagedToolwatch toolwatch;
  private final AlertmanagerServer alertmanager;
  private final PrometheusServer prometheus;

  /**
   * @param directory for the files of all of them
   * @param demoRate operations a second of the demo
   * @param settings more of Toolwatch's
   */
  Watch(Path directory, Pace pace, int demoRate, String... settings) throws IOException {
    this.pace = pace;
    receivers =
        new StandIn(
            Map.of(
                "pagerduty", new PagerDuty(),
                "opsgenie", new Opsgenie(),
                "slack", new Slack()),
            InstantSource.system());
    List<String> all =
        new ArrayList<>(
            List.of(
                "toolwatch.otlp.grpc-port=" + FreePort.next(), // the demo has to know them
                "toolwatch.otlp.http-port=" + FreePort.next(),
                "toolwatch.store.path=" + directory.resolve("store"),
                "toolwatch.demo.enabled=true",
                "toolwatch.demo.past=false",
                "toolwatch.demo.rate=" + demoRate,
                // A day in each window of five minutes: all of them are alike, by day and by night.
                "toolwatch.demo.day-speed-up=" + 288 * pace.factor(),
                "toolwatch.store.flush-interval=" + pace.of(FLUSH),
                "toolwatch.relay.stale-after=" + pace.of(STALE),
                // Of one tool, beside those that come with it.
                "toolwatch.slo.objectives.find.tool=find",
                "toolwatch.slo.objectives.find.threshold=3s",
                "toolwatch.slo.objectives.find.target=99.5",
                // Of a minute of the clock, in which a faster incident is as many times shorter.
                "toolwatch.slo.uptime.degraded-ratio=" + DEGRADED / pace.factor()));
    all.addAll(List.of(settings));
    toolwatch = PackagedToolwatch.start(all.toArray(String[]::new));
    alertmanager =
        new AlertmanagerServer(
            directory.resolve("alertmanager"), pace, receivers, toolwatch.apiAddress());
    prometheus = prometheus(directory.resolve("prometheus"));
    await().atMost(START).until(() -> alertmanager.isReady() && prometheus.isReady());
  }

  private PrometheusServer prometheus(Path directory) throws IOException {
    Path rules = Files.createDirectories(directory.resolve("rules"));
    for (Path file : Rules.files()) {
      Files.writeString(rules.resolve(file.getFileName()), pace.of(Files.readString(file)));
    }
    String config =
        pace.of(Files.readString(Path.of("prometheus", "prometheus.yml")))
            .replace("toolwatch:9464", toolwatch.toolwatch().management().getAuthority())
            .replace("alertmanager:9093", alertmanager.address());
    return new PrometheusServer(
        directory, config, "exemplar-storage", "--query.lookback-delta=" + pace.of("5m"));
  }

  StandIn receivers() {
    return receivers;
  }

  PackagedToolwatch toolwatch() {
    return toolwatch;
  }

  AlertmanagerServer alertmanager() {
    return alertmanager;
  }

  PrometheusServer prometheus() {
    return prometheus;
  }

  /** As if the machine were gone. */
  void killToolwatch() {
    try {
      toolwatch.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    prometheus.close();
    alertmanager.close();
    receivers.close();
    if (toolwatch.isRunning()) {
      killToolwatch();
    }
  }
}
