package dev.toolwatch.probe;

import dev.toolwatch.probe.ProbeTable.Addition;
import dev.toolwatch.signal.LinePace;
import dev.toolwatch.store.DataRefusedException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Puts what checks found into the store, each finding once. For the thread that flushes. */
final class ProbeFlush {
  private static final Logger LOG = Logger.getLogger(ProbeFlush.class);

  private final Supplier<Addition> found;
  private final ObjLongConsumer<Addition> table;
  private final LinePace pace;

  /** Of these only the first may have been stored. */
  private final Deque<Addition> tried = new ArrayDeque<>();

  private long sequence = 1;

  /**
   * @param found takes out what is not in the store yet
   * @param table adds to the store, as {@link ProbeTable#add} does
   */
  ProbeFlush(Supplier<Addition> found, ObjLongConsumer<Addition> table, InstantSource clock) {
    this.found = found;
    this.table = table;
    pace = new LinePace(1, clock);
  }

  /**
   * Stores all that was found.
   *
   * @throws dev.toolwatch.store.StoreException if the store is away; what is not stored waits
   */
  void flush() {
    if (tried.isEmpty()) {
      Addition addition = found.get();
      if (!addition.isEmpty()) {
        tried.add(addition);
      }
    }
    while (!tried.isEmpty()) {
      Addition addition = tried.getFirst();
      try {
        table.accept(addition, sequence);
        tried.removeFirst();
      } catch (DataRefusedException e) {
        tried.removeFirst();
        divide(addition, e);
      }
      sequence++;
    }
  }

  /** One finding that is refused must not keep the others from being stored. */
  private void divide(Addition refused, DataRefusedException refusal) {
    List<Addition> halves = refused.halves();
    if (halves.size() > 1) {
      tried.addAll(halves);
      return;
    }
    long times = pace.happened(0);
    if (times > 0) {
      LOG.errorf(
          "The database does not take what a probe found, %d times within a minute: %s",
          times, refusal.getMessage());
    }
  }
}
