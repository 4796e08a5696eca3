package dev.toolwatch.cardinality;

import java.util.List;

/**
 * All budgets at one moment.
 *
 * @param services services with a name of their own
 * @param servicesLimit how many may have one
 * @param servicesDemand different services asked for lately, an estimate
 * @param servicesFolded times that a service without a name of its own was counted
 * @param families the budgets of series
 */
public record CardinalityReport(
    int services,
    int servicesLimit,
    long servicesDemand,
    long servicesFolded,
    List<FamilyReport> families) {
  public CardinalityReport {
    families = List.copyOf(families);
  }
}
