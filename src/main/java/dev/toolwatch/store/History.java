package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What has been, from any replica the same, whether or not it has been compacted. Thread-safe;
 * methods block.
 *
 * <p>A bucket that is kept no more in minutes or hours counts where its start does: of a range that
 * begins or ends within a day of which only the day is left, a day whose start lies within it
 * counts whole.
 *
 * <p>Every method throws a {@link StoreException} where the store cannot be read.
 */
public interface History {
  /** Days, weeks and hours as the store counts them. */
  Calendar calendar();

  /** The maximum number of points in time, multiplied by series, of one query. */
  long maxCells();

  /**
   * Makes several reads in one transaction, so that together they show one moment: a flush in between
   * does not show. This holds for every read of the store on this thread, not only for those of the
   * history. They are one query for its limits.
   *
   * @param reads runs on this thread, and holds one of the store's few connections until it returns
   */
  <T> T inOneTransaction(Supplier<T> reads);

  /**
   * The same for what alerts and metrics need: it waits for no query and has no limits.
   */
  <T> T beforeQueries(Supplier<T> reads);

  /**
   * Operations of several ranges, series by series. Only some of the series are in memory at a time.
   *
   * @param slices in ascending order, without overlap
   * @param reader given every series that has operations in any slice, in any order, with its
   *     operations in each slice
   */
  void forEachSeries(List<Range> slices, Filter filter, BiConsumer<Series, List<Rollup>> reader);

  /**
   * Operations of all series together, range by range. Only some of the ranges are in memory at a
   * time.
   *
   * @param slices in ascending order, without overlap
   * @param reader given every slice in its order. Durations are as with {@link Rollup#plusWide}
   */
  void forEachSlice(List<Range> slices, Filter filter, BiConsumer<Range, Rollup> reader);

  /**
   * Numbers of operations in equal parts of a range, for small charts. Read at once, from buckets
   * that are no shorter than such a chart needs: one that lies in several parts is divided among
   * them, as if its operations were spread evenly.
   *
   * @param rowOf tells which row of a listing a series counts in; null where it counts in none
   * @return one number a part, which add up to all operations; rows without operations are not there
   */
  <K> Map<K, long[]> numbersByPart(Range range, int parts, Function<Series, K> rowOf);

  /**
   * Operations by series, of several ranges at once, all of it in memory.
   *
   * @param slices in ascending order, without overlap
   * @return one map a slice; series without operations in it are not there
   */
  default List<Map<Series, Rollup>> operations(List<Range> slices, Filter filter) {
    List<Map<Series, Rollup>> bySlice = new ArrayList<>();
    slices.forEach(slice -> bySlice.add(new HashMap<>()));
    forEachSeries(
        slices,
        filter,
        (series, rollups) -> {
          for (int i = 0; i < slices.size(); i++) {
            if (rollups.get(i).total() > 0) {
              bySlice.get(i).put(series, rollups.get(i));
            }
          }
        });
    return bySlice;
  }

  default Map<Series, Rollup> operations(Range range, Filter filter) {
    return operations(List.of(range), filter).get(0);
  }

  /**
   * Use by client. Only some of the clients are in memory at a time.
   *
   * @param service the service, or null for all
   * @param reader given every client, in any order
   */
  void forEachClient(Range range, ServiceId service, BiConsumer<Client, ClientUse> reader);

  /**
   * The most active users by service. Only some of the services are in memory at a time.
   *
   * @param service the service, or null for all
   * @param reader given every service, in the order of their numbers
   */
  void forEachUserCounts(Range range, ServiceId service, BiConsumer<ServiceId, UserCounts> reader);

  /**
   * Sessions by service that began in each of several ranges.
   *
   * @param slices in ascending order, without overlap
   * @param service the service, or null for all
   * @return one map a slice; services without sessions in it are not there
   */
  List<Map<ServiceId, SessionTotals>> sessions(List<Range> slices, ServiceId service);

  /**
   * Samples of the users of each week that a range touches.
   *
   * @param service the service, or null for all services together
   * @return by the week's start
   */
  SortedMap<Instant, UserSample> samples(Range range, ServiceId service);

  /** Number of sessions by service of which an operation ended at a time or since. */
  Map<ServiceId, Long> activeSessions(Instant since);

  /** First and last use of every series that there ever was, as far back as is kept. */
  Map<Series, Lifetime> lifetimes(Filter filter);
}
