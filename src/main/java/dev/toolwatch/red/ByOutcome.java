package dev.toolwatch.red;

import dev.toolwatch.cardinality.Place;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Outcome;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The series of one name, one for each outcome that has occurred. Not thread-safe: only its shard's
 * thread uses it.
 *
 * @param <A> the accumulator of one series
 */
final class ByOutcome<A> {
  private final Place place;
  private final ServiceAccumulator service;
  private final Function<SeriesId, A> factory;
  private A ok;
  private A clientError;
  private A serverError;

  /**
   * @param service what the shard knows about the name's service
   */
  ByOutcome(Place place, ServiceAccumulator service, Function<SeriesId, A> factory) {
    this.place = place;
    this.service = service;
    this.factory = factory;
  }

  /** The name that the series count for. The same object as long as the name keeps its place. */
  SeriesKey name() {
    return place.key();
  }

  ServiceAccumulator service() {
    return service;
  }

  A of(Outcome outcome) {
    A known =
        switch (outcome) {
          case OK -> ok;
          case CLIENT_ERROR -> clientError;
          case SERVER_ERROR -> serverError;
        };
    return known != null ? known : open(outcome);
  }

  private A open(Outcome outcome) {
    A made = factory.apply(new SeriesId(place, outcome.label()));
    switch (outcome) {
      case OK -> ok = made;
      case CLIENT_ERROR -> clientError = made;
      case SERVER_ERROR -> serverError = made;
    }
    return made;
  }

  void forEach(Consumer<A> action) {
    for (A one : Arrays.asList(ok, clientError, serverError)) {
      if (one != null) {
        action.accept(one);
      }
    }
  }
}
