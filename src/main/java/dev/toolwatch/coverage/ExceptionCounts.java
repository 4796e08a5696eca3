package dev.toolwatch.coverage;

import dev.toolwatch.errors.ErrorEvent;
import dev.toolwatch.errors.ErrorListener;
import dev.toolwatch.errors.Fingerprint;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.tenant.TenantScoped;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts for how many errors of operations there is a stack trace, whether a span of the call or a log
 * record has it. Thread-safe: the thread that groups errors writes it.
 */
@TenantScoped
class ExceptionCounts implements ErrorListener {
  private static final int ERRORS = 0;
  private static final int TRACED = 1;

  private final InstantSource clock;
  private final HalfHours services = new HalfHours(2, ServiceCoverage.MAX_SERVICES);

  ExceptionCounts(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void joined(ServiceId service, boolean stackTrace, long times) {
    services.at(clock.millis());
    long[] counts = services.of(service);
    counts[ERRORS] += times;
    counts[TRACED] += stackTrace ? times : 0;
  }

  @Override
  public boolean wants(Fingerprint fingerprint, Occasion occasion, long times) {
    return false;
  }

  @Override
  public void occurred(ErrorEvent event, Occasion occasion) {
    throw new IllegalStateException("no error was wanted");
  }

  /** How often errors of a service had no room, ever. */
  synchronized long limited() {
    return services.limited();
  }

  /** The share of errors with a stack trace, of each service that had errors. */
  synchronized Map<ServiceId, Double> shares() {
    services.at(clock.millis());
    Map<ServiceId, Double> shares = new HashMap<>();
    services
        .sums((one, other) -> new long[] {one[ERRORS] + other[ERRORS], one[TRACED] + other[TRACED]})
        .forEach(
            (service, counts) -> shares.put(service, (double) counts[TRACED] / counts[ERRORS]));
    return shares;
  }
}
