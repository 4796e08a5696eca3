package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A history of one batch, read minute by minute: what a store has to answer, without one. */
public final class BatchHistory implements History {
  private final Batch batch;
  private final Calendar calendar;
  private int reads;

  public BatchHistory(Batch batch, ZoneId zone) {
    this.batch = batch;
    calendar = new Calendar(zone);
  }

  /** How often it was asked for operations. */
  public int reads() {
    return reads;
  }

  @Override
  public Calendar calendar() {
    return calendar;
  }

  @Override
  public long maxCells() {
    return Long.MAX_VALUE;
  }

  @Override
  public <T> T inOneTransaction(Supplier<T> reads) {
    return reads.get();
  }

  @Override
  public <T> T beforeQueries(Supplier<T> reads) {
    return reads.get();
  }

  @Override
  public void forEachSeries(
      List<Range> slices, Filter filter, BiConsumer<Series, List<Rollup>> reader) {
    List<Map<Series, Rollup>> bySlice = operations(slices, filter);
    Set<Series> all = new HashSet<>();
    bySlice.forEach(slice -> all.addAll(slice.keySet()));
    for (Series series : all) {
      reader.accept(
          series, bySlice.stream().map(slice -> slice.getOrDefault(series, Rollup.EMPTY)).toList());
    }
  }

  @Override
  public void forEachSlice(List<Range> slices, Filter filter, BiConsumer<Range, Rollup> reader) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <K> Map<K, long[]> numbersByPart(Range range, int parts, Function<Series, K> rowOf) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Map<Series, Rollup>> operations(List<Range> slices, Filter filter) {
    reads++;
    List<Map<Series, Rollup>> answer = new ArrayList<>();
    for (Range slice : slices) {
      Map<Series, Rollup> sums = new HashMap<>();
      batch
          .operations()
          .forEach(
              (minute, series) -> {
                if (slice.fromMinute() <= minute && minute < slice.toMinute()) {
                  series.forEach(
                      (one, rollup) -> {
                        if (filter.matches(one)) {
                          sums.merge(one, rollup, Rollup::plus);
                        }
                      });
                }
              });
      answer.add(sums);
    }
    return answer;
  }

  @Override
  public Map<ServiceId, Long> activeSessions(Instant since) {
    Map<ServiceId, Long> active = new HashMap<>();
    batch
        .sessions()
        .forEach(
            (group, sessions) ->
                sessions.forEach(
                    (id, first, last, operations) -> {
                      if (last >= since.toEpochMilli()) {
                        active.merge(group.service(), 1L, Long::sum);
                      }
                    }));
    return active;
  }

  @Override
  public void forEachClient(Range range, ServiceId service, BiConsumer<Client, ClientUse> reader) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void forEachUserCounts(
      Range range, ServiceId service, BiConsumer<ServiceId, UserCounts> reader) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Map<ServiceId, SessionTotals>> sessions(List<Range> slices, ServiceId service) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SortedMap<Instant, UserSample> samples(Range range, ServiceId service) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<Series, Lifetime> lifetimes(Filter filter) {
    Map<Series, Lifetime> lifetimes = new HashMap<>();
    batch
        .operations()
        .forEach(
            (minute, rows) -> {
              Instant at = Instant.ofEpochSecond(60 * minute);
              rows.keySet().stream()
                  .filter(filter::matches)
                  .forEach(
                      series ->
                          lifetimes.merge(
                              series,
                              new Lifetime(at, at),
                              (one, other) ->
                                  new Lifetime(
                                      one.first().isBefore(other.first())
                                          ? one.first()
                                          : other.first(),
                                      one.last().isAfter(other.last())
                                          ? one.last()
                                          : other.last())));
            });
    return lifetimes;
  }
}
