package dev.toolwatch.slo;

import dev.toolwatch.probe.ProbeHistory;
import dev.toolwatch.store.History;
import dev.toolwatch.tenant.TenantScoped;

/** What the figures of a month are read from. Thread-safe; reading blocks. */
@TenantScoped
final class ReportSources {
  private final History history;
  private final Ledger ledger;
  private final ObservedTimes observed;
  private final ProbeHistory checks;

  ReportSources(History history, Ledger ledger, ObservedTimes observed, ProbeHistory checks) {
    this.history = history;
    this.ledger = ledger;
    this.observed = observed;
    this.checks = checks;
  }

  History history() {
    return history;
  }

  Ledger ledger() {
    return ledger;
  }

  ObservedTimes observed() {
    return observed;
  }

  ProbeHistory checks() {
    return checks;
  }
}
