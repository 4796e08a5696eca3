package dev.toolwatch.store;

import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The table {@code audit}: who did what. An entry of a change is written in the change's transaction, so
 * that neither is without the other. Entries are only added, one at a time over all replicas, and each
 * has a digest of itself and the one before; those that were kept long enough go. Each is also a line of
 * the log once it is committed. Thread-safe; methods block, and throw a {@link StoreException} if the
 * store is away.
 */
@TenantScoped
public class AuditLog implements StoreListener {
  private static final Logger LINES = Logger.getLogger("toolwatch.audit");
  private static final String LOCK = "audit";
  private static final int MAX_TEXT = 1_000;
  private static final int EXPIRED_AT_ONCE = 1_000;
  private static final Duration SHORTEST = Duration.ofDays(30);
  private static final String COLUMNS =
      "SELECT id, millis, who, address, action, subject, detail, digest FROM audit";

  private final Transactions transactions;
  private final Duration retention;

  @Inject
  AuditLog(Transactions transactions, AuditSettings settings) {
    this(transactions, settings.retention());
  }

  /**
   * @param retention how long entries are kept
   * @throws IllegalArgumentException if that is less than 30 days
   */
  public AuditLog(Transactions transactions, Duration retention) {
    this.transactions = transactions;
    this.retention = retention;
    if (retention.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "toolwatch.audit.retention must be at least " + SHORTEST.toDays() + "d: " + retention);
    }
  }

  /**
   * Adds an entry in the transaction of what it tells. It must be the last thing that the transaction
   * waits for: replicas take turns from here to the commit.
   */
  public static void add(Transaction transaction, AuditEntry entry) throws SQLException {
    transaction.lock(LOCK);
    AuditEntry stored = stored(entry);
    String digest = AuditDigest.of(last(transaction), stored);
    try (PreparedStatement insert =
        transaction.prepare(
            "INSERT INTO audit (millis, who, address, action, subject, detail, digest)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, stored.time().toEpochMilli());
      insert.setString(2, stored.who());
      insert.setString(3, stored.address());
      insert.setString(4, stored.action());
      insert.setString(5, stored.subject());
      insert.setString(6, stored.detail());
      insert.setString(7, digest);
      insert.executeUpdate();
    }
    transaction.afterCommit(() -> log(stored, digest));
  }

  private static AuditEntry stored(AuditEntry entry) {
    return new AuditEntry(
        Instant.ofEpochMilli(entry.time().toEpochMilli()),
        StoredText.of(entry.who(), MAX_TEXT),
        StoredText.of(entry.address(), MAX_TEXT),
        StoredText.of(entry.action(), MAX_TEXT),
        StoredText.of(entry.subject(), MAX_TEXT),
        StoredText.of(entry.detail(), MAX_TEXT));
  }

  private static String last(Transaction transaction) throws SQLException {
    try (PreparedStatement select =
            transaction.prepare("SELECT digest FROM audit ORDER BY id DESC LIMIT 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getString(1) : expired(transaction);
    }
  }

  /** The digest of the last entry that has expired. */
  private static String expired(Transaction transaction) throws SQLException {
    try (PreparedStatement select = transaction.prepare("SELECT digest FROM audit_kept");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getString(1) : AuditDigest.FIRST;
    }
  }

  /** With a field for each part where lines are JSON. */
  private static void log(AuditEntry entry, String digest) {
    List<String> fields =
        List.of(
            "audit.time", entry.time().toString(),
            "audit.who", entry.who(),
            "audit.address", entry.address(),
            "audit.action", entry.action(),
            "audit.subject", entry.subject(),
            "audit.detail", entry.detail(),
            "audit.digest", digest);
    for (int i = 0; i < fields.size(); i += 2) {
      MDC.put(fields.get(i), fields.get(i + 1));
    }
    try {
      LINES.info(line(entry));
    } finally {
      for (int i = 0; i < fields.size(); i += 2) {
        MDC.remove(fields.get(i));
      }
    }
  }

  /** One line whatever the texts hold. */
  private static String line(AuditEntry entry) {
    String line =
        "Audit: %s by %s%s: %s%s"
            .formatted(
                entry.action(),
                entry.who(),
                entry.address().isEmpty() || entry.who().endsWith(entry.address())
                    ? ""
                    : " at " + entry.address(),
                entry.subject(),
                entry.detail().isEmpty() ? "" : ", " + entry.detail());
    return line.replaceAll("\\p{Cntrl}", " ");
  }

  /**
   * The latest entries, in the opposite order of their numbers.
   *
   * @param before the number of the last entry of the page before; {@link Long#MAX_VALUE} for the
   *     first page
   * @param limit the maximum number
   */
  public List<StoredAuditEntry> list(AuditFilter filter, long before, int limit) {
    return transactions.query(
        transaction -> {
          try (PreparedStatement select =
              transaction.prepare(
                  COLUMNS
                      + " WHERE id < ? AND "
                      + filter.condition()
                      + " ORDER BY id DESC LIMIT ?")) {
            select.setLong(1, before);
            select.setInt(filter.set(select, 2), limit);
            List<StoredAuditEntry> entries = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                entries.add(new StoredAuditEntry(row.getLong(1), entry(row)));
              }
            }
            return entries;
          }
        });
  }

  /**
   * Reads all entries and checks their digests. Those of before there were digests count for nothing.
   */
  public AuditChain check() {
    return transactions.query(
        transaction -> {
          try (PreparedStatement select = transaction.prepareLarge(COLUMNS + " ORDER BY id");
              ResultSet row = select.executeQuery()) {
            String before = expired(transaction);
            long entries = 0;
            while (row.next()) {
              transaction.row();
              AuditEntry entry = entry(row);
              String digest = row.getString(8);
              boolean older = digest.isEmpty() && before.isEmpty();
              if (!older && !digest.equals(AuditDigest.of(before, entry))) {
                return new AuditChain(entries, entry.time());
              }
              entries += older ? 0 : 1;
              before = digest;
            }
            return new AuditChain(entries, null);
          }
        });
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        Instant.ofEpochMilli(row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7));
  }

  /** The time from which on entries are kept. */
  public Instant oldest(Instant now) {
    return now.minus(retention);
  }

  @Override
  public String task() {
    return "the audit trail";
  }

  /** Of the oldest entries those go that are all too old: none goes from between others. */
  @Override
  public void expire(Retention others, Instant now) {
    long first = oldest(now).toEpochMilli();
    while (transactions.write(transaction -> expire(transaction, first))) {
      // Until there are none.
    }
  }

  private static boolean expire(Transaction transaction, long first) throws SQLException {
    if (lastExpired(transaction, first) == 0) {
      return false;
    }
    transaction.lock(LOCK);
    long last = lastExpired(transaction, first);
    try (PreparedStatement update =
        transaction.prepare(
            "UPDATE audit_kept SET digest = (SELECT digest FROM audit WHERE id = ?),"
                + " first_millis = CASE WHEN first_millis < ? THEN ? ELSE first_millis END"
                + " WHERE EXISTS (SELECT 1 FROM audit WHERE id = ?)")) {
      update.setLong(1, last);
      update.setLong(2, first);
      update.setLong(3, first);
      update.setLong(4, last);
      update.executeUpdate();
    }
    return transaction.deleteBelow("audit", "id", last + 1) == EXPIRED_AT_ONCE;
  }

  /** The number of the last of the oldest entries that have expired; 0 if there is none. */
  private static long lastExpired(Transaction transaction, long first) throws SQLException {
    try (PreparedStatement select =
            transaction.prepare(
                "SELECT id, millis FROM audit ORDER BY id LIMIT " + EXPIRED_AT_ONCE);
        ResultSet row = select.executeQuery()) {
      long last = 0;
      while (row.next() && row.getLong(2) < first) {
        last = row.getLong(1);
      }
      return last;
    }
  }
}
