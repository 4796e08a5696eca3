package dev.toolwatch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;

/** The clock that is injected everywhere. */
@ApplicationScoped
class TimeSource {
  @Produces
  @ApplicationScoped
  InstantSource system() {
    return InstantSource.system();
  }
}
