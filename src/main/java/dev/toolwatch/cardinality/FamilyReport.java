package dev.toolwatch.cardinality;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * One family's budget at one moment.
 *
 * @param family the metric name
 * @param limit maximum series of the family
 * @param reserved the part of the limit that is reserved for {@code __other__}
 * @param used series in use
 * @param demand estimated series that all recent names would need
 * @param share series that each service can have, whatever the others do
 * @param folded observations counted as {@code __other__} since the start
 * @param wouldFold observations that would have folded under the limit being tried
 * @param services those whose observations folded most first
 */
public record FamilyReport(
    String family,
    int limit,
    int reserved,
    int used,
    long demand,
    int share,
    long folded,
    long wouldFold,
    List<ServiceReport> services) {
  public FamilyReport {
    services = List.copyOf(services);
  }

  /**
   * What one service uses of a family.
   *
   * @param service its name
   * @param used series of its names
   * @param demand estimated series that all its recent names would need
   * @param folded its observations counted as {@code __other__}
   * @param examples a few values that folded recently
   */
  public record ServiceReport(
      String service, int used, long demand, long folded, List<String> examples) {
    public ServiceReport {
      examples = List.copyOf(examples);
    }

    private static ServiceReport of(BudgetUse use, int seriesPerName) {
      return new ServiceReport(
          use.service().id().name(),
          use.named(),
          use.named() + use.foldedNames() * seriesPerName,
          use.folded(),
          use.examples());
    }
  }

  static FamilyReport of(
      Family family,
      Shares shares,
      SeriesBudget budget,
      Collection<BudgetUse> uses,
      int maxServices) {
    List<ServiceReport> services =
        uses.stream()
            .map(use -> ServiceReport.of(use, family.seriesPerName()))
            .sorted(
                Comparator.comparingLong(ServiceReport::folded)
                    .thenComparingInt(ServiceReport::used)
                    .reversed()
                    .thenComparing(ServiceReport::service))
            .limit(maxServices)
            .toList();
    return new FamilyReport(
        family.name(),
        shares.limit(),
        shares.reserve(),
        budget.series(),
        budget.demand(),
        shares.share(),
        uses.stream().mapToLong(BudgetUse::folded).sum(),
        budget.wouldHaveFolded(),
        services);
  }
}
