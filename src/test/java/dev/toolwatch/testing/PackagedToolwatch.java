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
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The packaged application as a process of its own, jar or native executable, whichever was built
 * last. Its ports are free ones unless a setting says otherwise.
 */
public final class PackagedToolwatch implements AutoCloseable {
  private static final Path BUILT = Path.of("target");

  /** The option that the native executable takes as well. */
  private static final String HEAP = "-Xmx154m";

  private static final List<String> CONTAINER_HEAP =
      List.of("-XX:+UseSerialGC", HEAP, "-XX:+ExitOnOutOfMemoryError");

  private static final List<String> DEVELOPER_HEAP = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  private static final String MANAGEMENT_PORT = "quarkus.management.port";
  private static final String API_PORT = "quarkus.http.port";

  private final Process process;
  private final Path log;
  private final Toolwatch toolwatch;
  private final Toolwatch api;

  private PackagedToolwatch(List<String> options, List<String> arguments, List<String> settings)
      throws IOException {
    this(List.of(), options, arguments, settings);
  }

  private PackagedToolwatch(
      List<String> shell, List<String> options, List<String> arguments, List<String> settings)
      throws IOException {
    int management = port(MANAGEMENT_PORT, settings);
    int http = port(API_PORT, settings);
    log = Files.createTempFile(BUILT, "toolwatch-", ".log");
    List<String> command = new ArrayList<>(shell);
    command.addAll(command(options));
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

  /** The one that the settings have; otherwise a free one. */
  private static int port(String name, List<String> settings) {
    return settings.stream()
        .filter(setting -> setting.startsWith(name + "="))
        .map(setting -> Integer.valueOf(setting.substring(name.length() + 1)))
        .findFirst()
        .orElseGet(FreePort::next);
  }

  /** As Quarkus says it has built it. */
  private static List<String> command(List<String> options) throws IOException {
    Properties built = new Properties();
    try (Reader file = Files.newBufferedReader(BUILT.resolve("quarkus-artifact.properties"))) {
      built.load(file);
    }
    String path = BUILT.resolve(built.getProperty("path")).toString();
    List<String> command = new ArrayList<>();
    if (built.getProperty("type").equals("native")) {
      command.add(path);
      options.stream().filter(option -> option.startsWith(HEAP)).forEach(command::add);
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.addAll(List.of("-jar", path));
    }
    return command;
  }

  /** Starts it with settings, each as {@code name=value}, and waits until it is ready. */
  public static PackagedToolwatch start(String... settings) throws IOException {
    return awaitReady(launch(settings));
  }

  /** The same in the heap of a container with 256 MiB, out of which the process ends. */
  public static PackagedToolwatch startInContainerHeap(String... settings) throws IOException {
    return awaitReady(new PackagedToolwatch(CONTAINER_HEAP, List.of(), List.of(settings)));
  }

  /** The same with a limit of files and connections that it may have open. */
  public static PackagedToolwatch startWithDescriptors(int most, String... settings)
      throws IOException {
    List<String> limited = List.of("sh", "-c", "ulimit -n " + most + " && exec \"$0\" \"$@\"");
    return awaitReady(new PackagedToolwatch(limited, CONTAINER_HEAP, List.of(), List.of(settings)));
  }

  /** The same, prepared for {@link #limitFiles}. */
  public static PackagedToolwatch startToLimitFiles(String... settings) throws IOException {
    // A write beyond the limit shall fail, and not end the process.
    List<String> ignoring = List.of("sh", "-c", "trap '' XFSZ && exec \"$0\" \"$@\"");
    return awaitReady(
        new PackagedToolwatch(ignoring, DEVELOPER_HEAP, List.of(), List.of(settings)));
  }

  /** The same with a terminal as its output. */
  public static PackagedToolwatch startOnTerminal(String... settings) throws IOException {
    List<String> terminal = List.of("sh", "-c", "exec script -qefc \"$0 $*\" /dev/null");
    return awaitReady(
        new PackagedToolwatch(terminal, DEVELOPER_HEAP, List.of(), List.of(settings)));
  }

  private static PackagedToolwatch awaitReady(PackagedToolwatch started) throws IOException {
    try {
      await()
          .atMost(Duration.ofSeconds(60))
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
    return new PackagedToolwatch(DEVELOPER_HEAP, List.of(), List.of(settings));
  }

  /** The same with arguments. */
  public static PackagedToolwatch launch(List<String> arguments, String... settings)
      throws IOException {
    return new PackagedToolwatch(DEVELOPER_HEAP, arguments, List.of(settings));
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

  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** The most memory it has had so far, in bytes, by Linux' {@code /proc}. */
  public long peakMemory() throws IOException {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * Makes its writes beyond a size of any file fail, by util-linux' {@code prlimit}.
   *
   * @param most bytes, or "unlimited"
   */
  public void limitFiles(String most) throws IOException, InterruptedException {
    run("prlimit", "--pid=" + process.pid(), "--fsize=" + most + ":unlimited");
  }

  /** How many files and connections it may have open from now on; below what it has, no more. */
  public void limitDescriptors(String most) throws IOException, InterruptedException {
    run("prlimit", "--pid=" + process.pid(), "--nofile=" + most + ":");
  }

  /** Sends a signal, such as STOP. */
  public void signal(String name) throws IOException, InterruptedException {
    run("kill", "-" + name, Long.toString(process.pid()));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed");
    }
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
    // Its lock on the store ends with it.
    process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    Files.delete(log);
  }
}
