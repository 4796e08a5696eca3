package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesBudget;

/**
 * The budgets of this package's metric families, shared by all shards.
 *
 * @param server {@code mcp_server_operation_duration_seconds}
 * @param client {@code mcp_client_operation_duration_seconds}
 * @param errors {@code mcp_server_errors_total}
 * @param dependencies {@code mcp_dependency_duration_seconds}
 * @param auth {@code mcp_auth_attempts_total}
 */
record RedBudgets(
    SeriesBudget server,
    SeriesBudget client,
    SeriesBudget errors,
    SeriesBudget dependencies,
    SeriesBudget auth) {}
