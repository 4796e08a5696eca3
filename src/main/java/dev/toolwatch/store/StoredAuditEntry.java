package dev.toolwatch.store;

/**
 * An entry of the audit trail with its number.
 *
 * @param id higher than those of all entries before it
 */
public record StoredAuditEntry(long id, AuditEntry entry) {}
