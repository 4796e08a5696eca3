package dev.toolwatch.cardinality;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * One family's budget at one moment.
 *
 * @param family the metric's name
 * @param limit series that it may have
 * @param reserved of these, the ones kept free for {@code __other__}
 * @param used series that places are taken for
 * @param demand series that would be needed for all names asked for lately, an estimate
 * @param share series that every service may have whatever the others do
 * @param folded observations that counted as {@code __other__}, since the start
 * @param wouldFold observations that would have under the limit that is tried
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
   * What one service has of a family.
   *
   * @param service its name
   * @param used series that its names take
   * @param demand series that would be needed for all its names asked for lately, an estimate
   * @param folded its observations that counted as {@code __other__}
   * @param examples a few values that folded lately
   */
  public record ServiceReport(
      String service, int used, long demand, long folded, List<String> examples) {
    public ServiceReport {
      examples = List.copyOf(examples);
    }

    private static ServiceReport of(BudgetUse use, int seriesPerName) {
      return new ServiceReport(
          use.service().name(),
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
