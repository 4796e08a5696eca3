package dev.toolwatch;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Gives the kernel back the pages of the native executable that the start has touched. Most of them
 * are never needed again; those that are, come back from the page cache one by one. Does nothing on
 * the JVM.
 *
 * <p>Only mappings that cannot be written to and of which the process has no copies of its own are
 * given back, so nothing can be lost.
 */
@Singleton
final class StartPages {
  private static final Logger LOG = Logger.getLogger(StartPages.class);

  private static final int AFTER_START = Interceptor.Priority.LIBRARY_AFTER + 950;

  /** By then, a service that is asked for its readiness has answered for the first time. */
  private static final Duration DELAY = Duration.ofSeconds(5);

  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final Path EXECUTABLE = Path.of("/proc/self/exe");

  void onStart(@Observes @Priority(AFTER_START) StartupEvent event, Vertx vertx) {
    if (ImageMode.current() == ImageMode.NATIVE_RUN) {
      vertx.setTimer(DELAY.toMillis(), timer -> vertx.executeBlocking(() -> released(), false));
    }
  }

  /** Gives the pages back and returns the bytes of their mappings. */
  private static long released() {
    long bytes = 0;
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      List<ExecutableMapping> mappings =
          ExecutableMapping.unchanged(lines, EXECUTABLE.toRealPath().toString());
      for (ExecutableMapping mapping : mappings) {
        long length = mapping.to() - mapping.from();
        if (Kernel.release(mapping.from(), length)) {
          bytes += length;
        }
      }
      LOG.debugf("The pages of %d kB of the executable are given back", bytes / 1024);
    } catch (IOException e) {
      LOG.debugf("The pages of the executable are not given back: %s", e);
    }
    return bytes;
  }
}
