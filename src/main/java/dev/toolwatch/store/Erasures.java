package dev.toolwatch.store;

import dev.toolwatch.signal.ShownUsers;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The table {@code erasures}: users whose rows are to be erased. Whichever replica comes first does it,
 * beginning within a minute, and again once every replica has stored what it still had in memory. Reading
 * all rows takes long, so that is done on a thread of its own, and flushes need not wait. Thread-safe;
 * methods block, and throw a {@link StoreException} if the store is away.
 */
public final class Erasures implements StoreListener {
  private static final Logger LOG = Logger.getLogger(Erasures.class);

  /** By then all that was in memory is in the store: a flush is made every ten seconds. */
  static final Duration SECOND_ROUND = Duration.ofMinutes(15);

  /** After the longest pause: until then a replica that stops saves the user's open session. */
  private static final Duration AFTER_PAUSE = SECOND_ROUND.plusMinutes(2);

  /** Each reads all rows of the store. */
  static final int MOST = 20;

  private static final String LOCK = "erasures";

  private final Transactions transactions;
  private final List<UserRows> rows;
  private final ShownUsers shown;
  private final Duration lastRound;
  private final Executor thread;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final InstantSource clock;

  /**
   * @param rows all tables that tell users apart
   * @param shown by which pseudonyms the audit trail has them
   * @param sessionPause the longest pause within a session of a user
   * @param thread reads and changes rows
   */
  public Erasures(
      Transactions transactions,
      List<UserRows> rows,
      ShownUsers shown,
      Duration sessionPause,
      Executor thread,
      InstantSource clock) {
    this.transactions = transactions;
    this.rows = List.copyOf(rows);
    this.shown = shown;
    lastRound = AFTER_PAUSE.plus(sessionPause);
    this.thread = thread;
    this.clock = clock;
  }

  /** The tables of the store itself. */
  public static List<UserRows> ofTheStore() {
    return List.of(new UserRollups(), new UserSessions(), new SavedUsers());
  }

  /**
   * Has a user erased, with an entry of the audit trail.
   *
   * @param user the pseudonym under which the user is counted
   * @return false if too many others are being erased
   */
  public boolean ask(long user, AuditEntry entry) {
    long now = clock.millis();
    return transactions.write(
        transaction -> {
          transaction.lock(LOCK);
          List<Erasure> others = list(transaction);
          if (others.size() >= MOST && others.stream().noneMatch(other -> other.user == user)) {
            return false;
          }
          try (PreparedStatement upsert =
              transaction.prepare(
                  "INSERT INTO erasures (user_pseudonym, asked_millis, due_millis, changed_rows)"
                      + " VALUES (?, ?, ?, 0) ON CONFLICT (user_pseudonym) DO UPDATE SET"
                      + " asked_millis = excluded.asked_millis, due_millis = excluded.due_millis")) {
            upsert.setLong(1, user);
            upsert.setLong(2, now);
            upsert.setLong(3, now);
            upsert.executeUpdate();
          }
          AuditLog.add(transaction, entry);
          return true;
        });
  }

  private record Erasure(long user, long asked, long due, long changed) {}

  private static List<Erasure> list(Transaction transaction) throws SQLException {
    List<Erasure> all = new ArrayList<>();
    try (PreparedStatement select =
            transaction.prepare(
                "SELECT user_pseudonym, asked_millis, due_millis, changed_rows FROM erasures"
                    + " ORDER BY user_pseudonym");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(new Erasure(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)));
      }
    }
    return all;
  }

  @Override
  public String task() {
    return "users that are erased";
  }

  @Override
  public void expire(Retention retention, Instant now) {
    long millis = clock.millis();
    List<Erasure> due =
        transactions.read(Erasures::list).stream()
            .filter(erasure -> erasure.due <= millis)
            .toList();
    if (!due.isEmpty() && busy.compareAndSet(false, true)) {
      thread.execute(() -> erase(due));
    }
  }

  /** What fails stays due, and is tried again in a minute. */
  private void erase(List<Erasure> due) {
    try {
      for (Erasure erasure : due) {
        erase(erasure, clock.millis());
      }
    } catch (StoreException e) {
      LOG.warnf("A user is not erased yet: %s", e.getMessage());
    } finally {
      busy.set(false);
    }
  }

  private void erase(Erasure erasure, long now) {
    long changed = 0;
    for (UserRows table : rows) {
      changed += table.erase(transactions, erasure.user);
    }
    Erasure done = new Erasure(erasure.user, erasure.asked, 0, erasure.changed + changed);
    transactions.write(
        transaction -> {
          transaction.lock(LOCK);
          if (now < done.asked + SECOND_ROUND.toMillis()) {
            defer(transaction, done, SECOND_ROUND);
          } else if (now < done.asked + lastRound.toMillis()) {
            defer(transaction, done, lastRound);
          } else {
            finish(transaction, done);
          }
          return null;
        });
  }

  private static void defer(Transaction transaction, Erasure done, Duration after)
      throws SQLException {
    try (PreparedStatement update =
        transaction.prepare(
            "UPDATE erasures SET due_millis = ?, changed_rows = ?"
                + " WHERE user_pseudonym = ? AND asked_millis = ?")) {
      update.setLong(1, done.asked + after.toMillis());
      update.setLong(2, done.changed);
      update.setLong(3, done.user);
      update.setLong(4, done.asked);
      update.executeUpdate();
    }
  }

  /** Another replica may have, or somebody may have asked for it again. */
  private void finish(Transaction transaction, Erasure done) throws SQLException {
    try (PreparedStatement delete =
        transaction.prepare("DELETE FROM erasures WHERE user_pseudonym = ? AND asked_millis = ?")) {
      delete.setLong(1, done.user);
      delete.setLong(2, done.asked);
      if (delete.executeUpdate() > 0) {
        AuditLog.add(
            transaction,
            new AuditEntry(
                Instant.ofEpochMilli(clock.millis()),
                "toolwatch",
                "",
                "user.erased",
                subject(done.user),
                done.changed + " rows were changed"));
      }
    }
  }

  /**
   * How the audit trail names a user who is to be found nowhere: by a digest of the pseudonym that was
   * shown.
   *
   * @param user the pseudonym under which the user is counted
   */
  public String subject(long user) {
    return "sha256:" + AuditDigest.ofText(shown.digits(user));
  }
}
