package dev.toolwatch.api;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Retention;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;

/** Makes a {@link Query} of each request. Thread-safe. */
@TenantScoped
class Queries {
  private final String tenant = CurrentTenant.name();
  private final InstantSource clock;
  private final Calendar calendar;
  private final Retention retention;

  Queries(InstantSource clock, History history, Retention retention) {
    this.clock = clock;
    calendar = history.calendar();
    this.retention = retention;
  }

  Query of(UriInfo uri) {
    return new Query(uri, clock.instant(), calendar, retention, tenant);
  }
}
