package dev.toolwatch;

import dev.toolwatch.errors.ErrorFlush;
import dev.toolwatch.errors.Errors;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.tenant.TenantStarting;
import dev.toolwatch.tenant.TenantStopping;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.time.Duration;

/** Groups errors from the start to the stop. */
@TenantScoped
final class ErrorGrouping {
  /** After the last request, and before what is reported and stored comes to its end. */
  private static final int AFTER_OTLP = ObserverMethod.DEFAULT_PRIORITY + 20;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Errors errors;
  private final ErrorFlush flush;

  @Inject
  ErrorGrouping(Errors errors, ErrorFlush flush) {
    this.errors = errors;
    this.flush = flush;
  }

  /** The store is open by then, if it opens. */
  void start(@Observes @Priority(Storage.BEFORE_OTLP + 1) TenantStarting event) {
    errors.start(flush::restore);
  }

  void stop(@Observes @Priority(AFTER_OTLP) TenantStopping event) {
    errors.stop(PATIENCE);
  }
}
