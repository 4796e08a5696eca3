package dev.toolwatch.testing;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The packaged application as a process of its own, jar or native executable, whichever was built
 * last. Its ports are free ones unless a setting says otherwise.
 */
public final class PackagedToolwatch implements AutoCloseable {
  private static final Path BUILT = Path.of("target");

  private static final String MANAGEMENT_PORT = "quarkus.management.port";

  private final Process process;
  private final Path log;
  private final Toolwatch toolwatch;
  private final Toolwatch api;

  private PackagedToolwatch(List<String> arguments, List<String> settings) throws IOException {
    int management = managementPort(settings);
    int http = FreePort.next();
    log = Files.createTempFile(BUILT, "toolwatch-", ".log");
    List<String> command = new ArrayList<>(command());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(http));
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    builder.environment().put("TOOLWATCH_OTLP_GRPC_PORT", "0");
    builder.environment().put("TOOLWATCH_OTLP_HTTP_PORT", "0");
    builder.environment().put("TOOLWATCH_STORE_PATH", "target/toolwatch-data/${quarkus.uuid}");
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      String variable = parts[0].toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      builder.environment().put(variable, parts[1]);
    }
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    toolwatch = new Toolwatch(URI.create("http://127.0.0.1:" + management));
    api = new Toolwatch(URI.create("http://127.0.0.1:" + http));
  }

  private static int managementPort(List<String> settings) {
    return settings.stream()
        .filter(setting -> setting.startsWith(MANAGEMENT_PORT + "="))
        .map(setting -> Integer.valueOf(setting.substring(MANAGEMENT_PORT.length() + 1)))
        .findFirst()
        .orElseGet(FreePort::next);
  }

  /** As Quarkus says it has built it. */
  private static List<String> command() throws IOException {
    Properties built = new Properties();
    try (Reader file = Files.newBufferedReader(BUILT.resolve("quarkus-artifact.properties"))) {
      built.load(file);
    }
    String path = BUILT.resolve(built.getProperty("path")).toString();
    if (built.getProperty("type").equals("native")) {
      return List.of(path);
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", path);
  }

  /** Starts it with settings, each as {@code name=value}, and waits until it is ready. */
  public static PackagedToolwatch start(String... settings) throws IOException {
    PackagedToolwatch started = launch(settings);
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptions()
          .until(
              () ->
                  started.toolwatch.get("/q/health/ready", "application/json").statusCode() == 200);
    } catch (ConditionTimeoutException e) {
      String output = started.output();
      started.close();
      throw new AssertionError("not ready:\n" + output, e);
    }
    return started;
  }

  /** The same, without waiting. */
  public static PackagedToolwatch launch(String... settings) throws IOException {
    return new PackagedToolwatch(List.of(), List.of(settings));
  }

  /** The same with arguments. */
  public static PackagedToolwatch launch(List<String> arguments, String... settings)
      throws IOException {
    return new PackagedToolwatch(arguments, List.of(settings));
  }

  public Toolwatch toolwatch() {
    return toolwatch;
  }

  /** Host and port of the REST API. */
  public String apiAddress() {
    return api.management().getAuthority();
  }

  /** What the REST API says to a path below {@code /api/v1}. */
  public JsonObject ask(String path) {
    HttpResponse<String> answer = api.get("/api/v1/" + path, "application/json");
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body());
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Asks it to stop, as a supervisor does. */
  public void terminate() {
    process.destroy();
  }

  /** Its exit code, 128 + the signal's number where it ended by one. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      throw new AssertionError("still running");
    }
    return process.exitValue();
  }

  /** What it has written so far, to both streams. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(log);
  }
}
