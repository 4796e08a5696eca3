package dev.toolwatch.api;

import dev.toolwatch.cardinality.CardinalityReport;
import dev.toolwatch.cardinality.FamilyReport;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;

/**
 * All budgets at this moment.
 *
 * @param services services with a name of their own
 * @param servicesLimit how many may have one
 * @param servicesDemand different services asked for lately, an estimate
 * @param servicesFolded times that a service without a name of its own was counted
 * @param families the budgets of series
 */
@RegisterForReflection(
    targets = {
      CardinalityAnswer.class,
      CardinalityRow.class,
      FamilyReport.class,
      FamilyReport.ServiceReport.class
    })
record CardinalityAnswer(
    int services,
    int servicesLimit,
    long servicesDemand,
    long servicesFolded,
    List<FamilyReport> families)
    implements Table<CardinalityRow> {
  static CardinalityAnswer of(CardinalityReport report) {
    return new CardinalityAnswer(
        report.services(),
        report.servicesLimit(),
        report.servicesDemand(),
        report.servicesFolded(),
        report.families());
  }

  @Override
  public List<CardinalityRow> rows() {
    List<CardinalityRow> rows = new ArrayList<>();
    for (FamilyReport family : families) {
      for (FamilyReport.ServiceReport service : family.services()) {
        rows.add(
            new CardinalityRow(
                family.family(),
                service.service(),
                service.used(),
                service.demand(),
                service.folded(),
                String.join(" ", service.examples())));
      }
    }
    return rows;
  }

  @Override
  public Class<CardinalityRow> rowType() {
    return CardinalityRow.class;
  }
}
