package dev.toolwatch.slo;

import dev.toolwatch.store.Transaction;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;

/** Opens the ledger for a store's past. Thread-safe. */
@TenantScoped
public final class PastLevels {
  private final Objectives objectives;

  @Inject
  PastLevels(Objectives objectives) {
    this.objectives = objectives;
  }

  /** What the transaction enters for the objectives of the settings. */
  public PastLedger ledger(Transaction transaction) throws SQLException {
    return new PastLedger(transaction, objectives.indicators());
  }
}
