package dev.toolwatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;

/** The entry point: reads the command line and runs the service. */
@QuarkusMain
public final class Toolwatch {
  private static final int FAILURE = 1;
  private static final int USAGE_ERROR = 2;

  Toolwatch() {}

  public static void main(String... arguments) {
    CommandLine line = CommandLine.of(arguments);
    if (!line.unknown().isEmpty()) {
      System.err.println("toolwatch: unknown argument " + line.unknown());
      System.err.print(CommandLine.USAGE);
      System.exit(USAGE_ERROR);
    } else if (line.help()) {
      System.out.print(CommandLine.USAGE);
    } else if (line.version()) {
      System.out.println("toolwatch " + text("version.txt").strip());
    } else if (line.sbom()) {
      System.out.println(text("/META-INF/sbom/toolwatch.cdx.json"));
    } else if (line.health()) {
      System.exit(health());
    } else if (line.probe() != null) {
      ProbeCommand.prepare();
      run(ProbeCommand.class, arguments);
    } else {
      if (line.demo()) {
        System.setProperty("toolwatch.demo.enabled", "true");
      }
      run(Banner.class, arguments);
    }
  }

  private static void run(Class<? extends QuarkusApplication> application, String... arguments) {
    try {
      Quarkus.run(application, Toolwatch::exit, arguments);
    } catch (RuntimeException | ExceptionInInitializerError e) {
      exit(FAILURE, e); // Quarkus has not come as far as its own handling
    }
  }

  /** Also runs at an ordinary end, which has no failure. */
  private static void exit(int code, Throwable failure) {
    ProbeCommand.cleanUp();
    if (failure == null) {
      ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, null);
      return;
    }
    StartFailure why =
        StartFailure.of(failure, SettingNames.of(settingsPage()), StartFailure.portsOfQuarkus());
    if (why.lines().isEmpty()) {
      Logger.getLogger(Toolwatch.class).error("Toolwatch does not start", failure);
    }
    why.lines().forEach(System.err::println);
    ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(why.exitCode(), failure);
  }

  /** The page of the documentation with the table of all settings. */
  static String settingsPage() {
    return text("settings.md");
  }

  /** Writes to the standard output. */
  static void say(String text) {
    System.out.print(text);
  }

  /** Writes a line to the standard error output. */
  static void complain(String line) {
    System.err.println(line);
  }

  private static int health() {
    String status = HealthProbe.of(System.getenv()).ask();
    System.out.println(status.isEmpty() ? "no answer" : status);
    return HealthProbe.isReady(status) ? 0 : 1;
  }

  /** Written by the build: Quarkus knows its application's version only once it runs. */
  private static String text(String resource) {
    try (InputStream text = Toolwatch.class.getResourceAsStream(resource)) {
      if (text == null) {
        throw new IllegalStateException("This build has no " + resource);
      }
      return new String(text.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
