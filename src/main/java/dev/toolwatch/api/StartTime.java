package dev.toolwatch.api;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;

/** When this process had started. Thread-safe. */
@Singleton
class StartTime {
  private final InstantSource clock;
  private volatile Instant started;

  @Inject
  StartTime(InstantSource clock) {
    this.clock = clock;
    started = clock.instant();
  }

  void onStart(@Observes StartupEvent event) {
    started = clock.instant();
  }

  Instant instant() {
    return started;
  }
}
