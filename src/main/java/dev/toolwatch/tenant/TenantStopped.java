package dev.toolwatch.tenant;

/** For each tenant when nothing is counted any more: what was counted is stored. */
public record TenantStopped() {}
