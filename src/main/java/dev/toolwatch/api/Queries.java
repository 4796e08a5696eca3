package dev.toolwatch.api;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.History;
import dev.toolwatch.store.StoreSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;

/** Reads requests. Thread-safe. */
@ApplicationScoped
class Queries {
  private final InstantSource clock;
  private final Calendar calendar;
  private final Kept kept;

  Queries(InstantSource clock, History history, StoreSettings settings) {
    this.clock = clock;
    calendar = history.calendar();
    kept =
        new Kept(
            settings.retention().minutes(),
            settings.retention().hours(),
            settings.retention().days());
  }

  Query of(UriInfo uri) {
    return new Query(uri, clock.instant(), calendar, kept);
  }
}
