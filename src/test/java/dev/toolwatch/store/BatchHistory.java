package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

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
            (key, parts) -> {
              long recent =
                  parts.stream().filter(part -> part.lastMillis() >= since.toEpochMilli()).count();
              if (recent > 0) {
                active.merge(key.service(), recent, Long::sum);
              }
            });
    return active;
  }

  @Override
  public Map<Client, ClientUse> clients(Range range, ServiceId service) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<ServiceId, UserCounts> users(Range range, ServiceId service) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Map<ServiceId, SessionTotals>> sessions(List<Range> slices, ServiceId service) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SortedMap<Instant, Map<ServiceId, UserSample>> samples(Range range, ServiceId service) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<Series, Lifetime> lifetimes(Filter filter) {
    throw new UnsupportedOperationException();
  }
}
