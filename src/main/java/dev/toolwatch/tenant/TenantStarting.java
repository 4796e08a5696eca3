package dev.toolwatch.tenant;

/**
 * For each tenant before the OTLP ports open. Observed by beans of the tenant, in the order of their
 * priorities.
 */
public record TenantStarting() {}
