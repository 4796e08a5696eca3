package dev.toolwatch.operating;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.Program;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An Alertmanager with the configuration that is shipped, but for where it sends to. */
final class AlertmanagerServer implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Path SHIPPED = Path.of("alertmanager");

  private final int port = FreePort.next();
  private final Program program;

  /**
   * @param directory for its files; not there yet
   * @param receivers what it sends to instead
   * @param toolwatch host and port of Toolwatch's API
   */
  AlertmanagerServer(Path directory, Pace pace, StandIn receivers, String toolwatch) {
    try {
      copyTemplates(directory);
      writeSecrets(directory, receivers);
      Files.writeString(
          directory.resolve("alertmanager.yml"), config(directory, pace, receivers, toolwatch));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    program =
        new Program(
            directory.resolve("alertmanager.log"),
            List.of(
                "prometheus-alertmanager",
                "--config.file=" + directory.resolve("alertmanager.yml"),
                "--storage.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address="));
  }

  private static void copyTemplates(Path directory) throws IOException {
    Path templates = Files.createDirectories(directory.resolve("templates"));
    try (Stream<Path> files = Files.list(SHIPPED.resolve("templates"))) {
      for (Path file : files.toList()) {
        Files.copy(file, templates.resolve(file.getFileName()));
      }
    }
  }

  private static void writeSecrets(Path directory, StandIn receivers) throws IOException {
    Path secrets = Files.createDirectories(directory.resolve("secrets"));
    for (String team : List.of("pagerduty", "pagerduty-platform", "pagerduty-data")) {
      Files.writeString(secrets.resolve(team), "0123456789abcdef0123456789abcdef");
    }
    Files.writeString(secrets.resolve("opsgenie"), "a-key");
    Files.writeString(secrets.resolve("slack"), receivers.url("slack"));
  }

  private static String config(Path directory, Pace pace, StandIn receivers, String toolwatch)
      throws IOException {
    String shipped = Files.readString(SHIPPED.resolve("alertmanager.yml"));
    String text =
        pace.of(shipped)
            .replace("//toolwatch:8080/", "//" + toolwatch + "/")
            .replace(": /etc/alertmanager/secrets/", ": " + directory.resolve("secrets") + "/")
            .replace("- templates/", "- " + directory.resolve("templates") + "/");
    Path moved = Files.writeString(directory.resolve("moved.yml"), text);
    Map<String, Object> config = Yaml.read(moved);
    Map<String, Object> global = Yaml.map(config.get("global"));
    global.put("pagerduty_url", receivers.url("pagerduty") + "/v2/enqueue");
    global.put("opsgenie_api_url", receivers.url("opsgenie") + "/");
    List<Map<String, Object>> all = Yaml.maps(config.get("receivers"));
    // Opsgenie beside PagerDuty, as docs/alerts.md says.
    receiver(all, "pages")
        .put("opsgenie_configs", receiver(all, "pages-opsgenie").get("opsgenie_configs"));
    return Yaml.write(config);
  }

  private static Map<String, Object> receiver(List<Map<String, Object>> all, String name) {
    return all.stream()
        .filter(receiver -> name.equals(receiver.get("name")))
        .findFirst()
        .orElseThrow();
  }

  /** Host and port. */
  String address() {
    return "127.0.0.1:" + port;
  }

  boolean isReady() {
    if (!program.isRunning()) {
      throw new AssertionError("Alertmanager has stopped: " + String.join("\n", program.log()));
    }
    try {
      URI ready = URI.create("http://" + address() + "/-/ready");
      return HTTP.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keeps alerts from being sent for a day. */
  void silence(String... matchers) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "amtool",
                "--alertmanager.url=http://" + address(),
                "silence",
                "add",
                "--author=drill",
                "--comment=known",
                "--duration=1d"));
    command.addAll(List.of(matchers));
    Command silenced = Command.run(Path.of("."), command);
    if (silenced.exitCode() != 0) {
      throw new AssertionError(silenced.output());
    }
  }

  /**
   * Takes alerts as from Prometheus.
   *
   * @param labels of each
   */
  void raise(List<Map<String, String>> labels) {
    JsonArray alerts = new JsonArray();
    labels.forEach(each -> alerts.add(JsonObject.of("labels", each)));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address() + "/api/v2/alerts"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(alerts.encode()))
            .build();
    ask(request);
  }

  /** The labels of all alerts that others inhibit. */
  List<Map<String, Object>> inhibited() {
    URI inhibited = URI.create("http://" + address() + "/api/v2/alerts");
    return new JsonArray(ask(HttpRequest.newBuilder(inhibited).build()))
        .stream()
            .map(JsonObject.class::cast)
            .filter(alert -> !alert.getJsonObject("status").getJsonArray("inhibitedBy").isEmpty())
            .map(alert -> alert.getJsonObject("labels").getMap())
            .toList();
  }

  private static String ask(HttpRequest request) {
    try {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> complaints() {
    return program.log().stream()
        .filter(line -> line.contains("level=warn") || line.contains("level=error"))
        .toList();
  }

  @Override
  public void close() {
    program.close();
  }
}
