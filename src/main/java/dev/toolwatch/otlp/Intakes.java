package dev.toolwatch.otlp;

import java.util.Collection;
import java.util.Map;

/**
 * The intakes of one event loop, one for each tenant: the token of a request says whose it is. Used on
 * that event loop only.
 */
final class Intakes {
  private final Map<String, Intake> byTenant;

  /**
   * @param byTenant the intakes by the tenants' names
   */
  Intakes(Map<String, Intake> byTenant) {
    this.byTenant = byTenant;
  }

  /** The intake of a tenant, which has to be one of those of the start. */
  Intake of(String tenant) {
    Intake intake = byTenant.get(tenant);
    if (intake == null) {
      throw new IllegalArgumentException("no such tenant");
    }
    return intake;
  }

  /** Those of all tenants. */
  Collection<Intake> all() {
    return byTenant.values();
  }
}
