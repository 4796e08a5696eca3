package dev.toolwatch.red;

import dev.toolwatch.cardinality.Place;
import dev.toolwatch.signal.Outcome;
import java.util.List;
import java.util.function.Function;

/**
 * The series of one name, one for each outcome that has occurred. Not thread-safe: its shard's thread
 * alone writes it.
 *
 * @param <A> what accumulates one of them
 */
final class ByOutcome<A> {
  private static final Outcome[] OUTCOMES = Outcome.values();

  private final Place place;
  private final ServiceAccumulator service;
  private final Function<SeriesId, A> factory;
  private final Object[] accumulators = new Object[OUTCOMES.length];

  /** @param service what is known of the name's service */
  ByOutcome(Place place, ServiceAccumulator service, Function<SeriesId, A> factory) {
    this.place = place;
    this.service = service;
    this.factory = factory;
  }

  ServiceAccumulator service() {
    return service;
  }

  A of(Outcome outcome) {
    @SuppressWarnings("unchecked") // nothing else is put in
    A known = (A) accumulators[outcome.ordinal()];
    if (known != null) {
      return known;
    }
    A made = factory.apply(new SeriesId(place, outcome.label()));
    accumulators[outcome.ordinal()] = made;
    return made;
  }

  /** Adds a copy of each to a list. */
  <S> void copy(Function<A, S> snapshot, List<S> into) {
    for (Outcome outcome : OUTCOMES) {
      if (accumulators[outcome.ordinal()] != null) {
        into.add(snapshot.apply(of(outcome)));
      }
    }
  }
}
