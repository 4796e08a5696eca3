package dev.toolwatch.api;

import dev.toolwatch.cardinality.CardinalityReport;
import dev.toolwatch.cardinality.FamilyReport;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;

/**
 * All series budgets at this moment.
 *
 * @param services services that have their own name in series
 * @param servicesLimit the limit of such services
 * @param servicesDemand an estimate of how many services were seen recently
 * @param servicesFolded observations of services that do not have their own name
 * @param families the budget of each metric family
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
  static CardinalityAnswer of(CardinalityReport report, FamilyReport relay) {
    List<FamilyReport> families = new ArrayList<>(report.families());
    families.add(relay);
    return new CardinalityAnswer(
        report.services(),
        report.servicesLimit(),
        report.servicesDemand(),
        report.servicesFolded(),
        families);
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
