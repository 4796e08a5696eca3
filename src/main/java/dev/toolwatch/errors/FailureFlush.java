package dev.toolwatch.errors;

import dev.toolwatch.store.Retention;
import dev.toolwatch.store.StoreListener;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Instant;

/** Takes failures to their table after each flush, and drops old ones. */
@TenantScoped
public class FailureFlush implements StoreListener {
  private final Failures failures;
  private final FailureLog log;

  FailureFlush(Failures failures, FailureLog log) {
    this.failures = failures;
    this.log = log;
  }

  @Override
  public String task() {
    return "failures";
  }

  @Override
  public void flushed() {
    failures.flush(log::add);
  }

  @Override
  public void expire(Retention retention, Instant now) {
    log.expire(retention, now);
  }
}
