package dev.toolwatch.store;

import java.time.Instant;

/**
 * Whether the entries of the audit trail are those that were written.
 *
 * @param entries how many were checked
 * @param brokenAt the time of the first entry that was changed, or before which one is missing; null if
 *     there is none
 */
public record AuditChain(long entries, Instant brokenAt) {}
