package dev.toolwatch.slo;

import dev.toolwatch.store.History;
import jakarta.inject.Singleton;

/** What the figures of a month are read from. Thread-safe; reading blocks. */
@Singleton
final class ReportSources {
  private final History history;
  private final Ledger ledger;
  private final ObservedTimes observed;

  ReportSources(History history, Ledger ledger, ObservedTimes observed) {
    this.history = history;
    this.ledger = ledger;
    this.observed = observed;
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
}
