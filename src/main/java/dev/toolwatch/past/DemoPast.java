package dev.toolwatch.past;

import dev.toolwatch.demo.Demo;
import dev.toolwatch.demo.Story;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.slo.PastLevels;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.PastWriter;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Gives the demo a past, once for each store, and only to one in which nothing was ever counted: not
 * after a restart, however long the demo was away. Of several replicas that start together, one does.
 */
@Singleton
public final class DemoPast {
  private static final Logger LOG = Logger.getLogger(DemoPast.class);

  private final Supplier<Optional<Story>> story;
  private final Function<List<String>, long[]> pseudonyms;
  private final Transactions transactions;
  private final Calendar calendar;
  private final PastLevels levels;
  private final InstantSource clock;

  @Inject
  DemoPast(
      Demo demo,
      Recognition recognition,
      Transactions transactions,
      Calendar calendar,
      PastLevels levels,
      InstantSource clock) {
    this(demo::story, recognition::pseudonyms, transactions, calendar, levels, clock);
  }

  /**
   * @param story what is to be told; empty if nothing is
   * @param pseudonyms of users by their names
   */
  DemoPast(
      Supplier<Optional<Story>> story,
      Function<List<String>, long[]> pseudonyms,
      Transactions transactions,
      Calendar calendar,
      PastLevels levels,
      InstantSource clock) {
    this.story = story;
    this.pseudonyms = pseudonyms;
    this.transactions = transactions;
    this.calendar = calendar;
    this.levels = levels;
    this.clock = clock;
  }

  /**
   * Fills the store up to this minute, if the demo runs and the store is empty. Takes some seconds. If
   * the store is away, the demo has no past.
   *
   * @return whether it was filled
   */
  public boolean fill() {
    Optional<Story> told = story.get();
    if (told.isEmpty()) {
      return false;
    }
    long begin = System.nanoTime();
    try {
      boolean filled = transactions.write(transaction -> fill(transaction, told.get()));
      if (filled) {
        LOG.infof(
            "The demo has made up %d days of its past, in %.1f s",
            Story.LENGTH.toDays(), (System.nanoTime() - begin) / 1e9);
      }
      return filled;
    } catch (StoreException e) {
      LOG.warnf("The demo has no past: %s", e.getMessage());
      return false;
    }
  }

  private boolean fill(Transaction transaction, Story told) throws SQLException {
    Optional<PastWriter> empty = PastWriter.of(transaction, calendar);
    if (empty.isEmpty()) {
      return false;
    }
    try (PastWriter writer = empty.get()) {
      UserNames names = new UserNames(pseudonyms.apply(told.users()));
      Levels entries = new Levels(levels.ledger(transaction), transaction);
      new PastRun(told, calendar, writer, entries, names).write(clock.instant());
    }
    return true;
  }
}
