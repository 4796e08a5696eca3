package dev.toolwatch.journal;

import dev.toolwatch.tenant.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Down while the journal of any tenant refuses all requests: another replica can do better, and this one
 * has to be looked after. Nobody needs a token to read it, so it names no tenant and no path.
 */
@ApplicationScoped
class JournalHealth {
  private final Tenants tenants;
  private final Instance<Journal> journals;

  JournalHealth(Tenants tenants, Instance<Journal> journals) {
    this.tenants = tenants;
    this.journals = journals;
  }

  @Produces
  @Readiness
  HealthCheck ready() {
    return () -> response(all());
  }

  private List<Journal> all() {
    List<Journal> all = new ArrayList<>();
    tenants.each(journals, all::add);
    return all;
  }

  /** The answer for the journals of all tenants. */
  static HealthCheckResponse response(List<Journal> journals) {
    boolean working = journals.stream().allMatch(journal -> journal.problem().isEmpty());
    return HealthCheckResponse.named("journal")
        .withData("enabled", journals.get(0).isEnabled())
        .withData("working", working)
        .status(working)
        .build();
  }
}
