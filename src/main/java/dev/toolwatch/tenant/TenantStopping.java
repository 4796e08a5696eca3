package dev.toolwatch.tenant;

/** For each tenant after the OTLP ports have closed, while its store is still open. */
public record TenantStopping() {}
