package dev.toolwatch;

import dev.toolwatch.testing.Toolwatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What the build has made, jar or native executable, on ports of its own. */
final class PackagedToolwatch implements AutoCloseable {
  private static final Path TARGET = Path.of("target");

  private final Program program;
  private final int managementPort = Program.freePort();

  /**
   * @param directory for its files
   * @param settings as environment variables
   */
  PackagedToolwatch(Path directory, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("QUARKUS_HTTP_PORT", "0");
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    environment.put("TOOLWATCH_OTLP_GRPC_PORT", Integer.toString(Program.freePort()));
    environment.put("TOOLWATCH_OTLP_HTTP_PORT", Integer.toString(Program.freePort()));
    environment.put("TOOLWATCH_STORE_PATH", directory.resolve("store").toString());
    program = new Program(directory.resolve("toolwatch.log"), environment, command());
  }

  /** As Quarkus says what it has built. */
  private static List<String> command() {
    Properties artifact = new Properties();
    try (InputStream file = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
      artifact.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String path = TARGET.resolve(artifact.getProperty("path")).toString();
    if (artifact.getProperty("type").startsWith("native")) {
      return List.of(path);
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-jar", path);
  }

  int managementPort() {
    return managementPort;
  }

  Toolwatch toolwatch() {
    return new Toolwatch(URI.create("http://127.0.0.1:" + managementPort + "/"));
  }

  List<String> log() {
    return program.log();
  }

  @Override
  public void close() {
    program.close();
  }
}
