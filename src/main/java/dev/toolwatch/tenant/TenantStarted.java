package dev.toolwatch.tenant;

/** For each tenant when everything has started. */
public record TenantStarted() {}
