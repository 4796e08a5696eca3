package dev.toolwatch;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import org.graalvm.nativeimage.RuntimeOptions;

/**
 * Lets the young generation of the native executable's heap grow once it has started. The collector
 * begins with as much as it may take, and afterwards takes more only if collections cost too much
 * time: so it starts with little (application.properties), and with little traffic it stays at that.
 * Does nothing on the JVM, or if {@code -Xmn} says how large it is to be.
 */
@Singleton
final class YoungGeneration {
  private static final int AFTER_START = Interceptor.Priority.LIBRARY_AFTER + 950;

  private static final String MAXIMUM = "MaxNewSize";

  /** As application.properties has it. */
  private static final long AT_START = 8L << 20;

  private static final long LATER = 32L << 20;

  void onStart(@Observes @Priority(AFTER_START) StartupEvent event) {
    if (ImageMode.current() == ImageMode.NATIVE_RUN
        && RuntimeOptions.<Long>get(MAXIMUM) == AT_START) {
      RuntimeOptions.set(MAXIMUM, LATER);
    }
  }
}
