package dev.toolwatch.usage;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.Place;
import dev.toolwatch.cardinality.SeriesBudget;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.cardinality.SeriesTable;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.store.Client;

/**
 * The names and versions of client programs that one event loop tells apart. Whoever sends chooses
 * them, so they have a budget as series have: what is above it counts as {@link Family#OTHER}. Not
 * thread-safe.
 */
final class ClientNames {
  /** The time between two reports to the budget. */
  private static final long ROUND_MILLIS = 10_000;

  private final SeriesTable<SeriesKey> names;
  private long nextRoundMillis;

  /**
   * @param budget shared by all event loops
   */
  ClientNames(SeriesBudget budget) {
    names = new SeriesTable<>(budget, Place::key);
  }

  /** Creates the budget, once for all event loops. */
  static SeriesBudget budget(Cardinality cardinality) {
    return cardinality.family(new Family("client", "client_version", "", "client_name", "", 1));
  }

  /**
   * The name that the operation's client counts under; the same object for the same name, as long
   * as it keeps its place. The operation must name a client. Allocates nothing for a known name.
   */
  SeriesKey of(Operation operation) {
    return names.find(operation.service(), operation.clientVersion(), operation.clientName(), "");
  }

  /** The client of such a name. Clients that are not told apart have no versions. */
  static Client client(SeriesKey name) {
    boolean other = name.tool().equals(Family.OTHER);
    return new Client(name.service(), name.tool(), other ? "" : name.method());
  }

  /** Must be called regularly, so that unused names are forgotten. */
  void tick(long epochMillis) {
    if (epochMillis >= nextRoundMillis) {
      nextRoundMillis = epochMillis + ROUND_MILLIS;
      names.round();
    }
  }
}
