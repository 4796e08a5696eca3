package dev.toolwatch.cardinality;

import java.util.List;

/**
 * All budgets at one moment.
 *
 * @param services services with their own name
 * @param servicesLimit maximum number of such services
 * @param servicesDemand estimated number of different services seen recently
 * @param servicesFolded how often a service without its own name was counted
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
