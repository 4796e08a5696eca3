package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * All services together over a period. All figures except operations and users are about tool
 * calls.
 */
record FleetTotal(
    @Schema(description = "Services with an operation in the period") long services,
    @Schema(description = "All operations, including calls") long operations,
    @Schema(description = "Calls of tools") long calls,
    @Schema(description = "Calls that failed because of the caller") long clientErrors,
    @Schema(description = "All other calls that failed") long serverErrors,
    @Schema(description = "Server errors divided by calls", nullable = true) Double errorRatio,
    @Schema(
            description = "Users, each counted once; null if no operation names its user",
            nullable = true)
        Long users,
    @Schema(description = "Calls in the previous period") long previousCalls,
    @Schema(description = "Relative change in calls since the previous period", nullable = true)
        Double callsChange) {

  /**
   * Makes the total.
   *
   * @param whole all operations
   * @param calls of tools
   * @param before calls in the previous period
   */
  static FleetTotal of(long services, Rollup whole, Rollup calls, long before) {
    return new FleetTotal(
        services,
        whole.total(),
        calls.total(),
        calls.clientErrors(),
        calls.serverErrors(),
        Figures.ratio(calls.serverErrors(), calls.total()),
        KnownUsers.of(whole.users().count(), whole.total()),
        before,
        Figures.change(calls.total(), before));
  }
}
