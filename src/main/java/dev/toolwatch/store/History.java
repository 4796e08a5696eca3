package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

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

  /**
   * Operations by series, of several ranges at once.
   *
   * @param slices in ascending order, without overlap
   * @return one map a slice; series without operations in it are not there
   */
  List<Map<Series, Rollup>> operations(List<Range> slices, Filter filter);

  default Map<Series, Rollup> operations(Range range, Filter filter) {
    return operations(List.of(range), filter).get(0);
  }

  /**
   * Use by client.
   *
   * @param service the service, or null for all
   */
  Map<Client, ClientUse> clients(Range range, ServiceId service);

  /**
   * The most active users by service.
   *
   * @param service the service, or null for all
   */
  Map<ServiceId, UserCounts> users(Range range, ServiceId service);

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
   * @param service the service, or null for all
   * @return by the week's start, and service
   */
  SortedMap<Instant, Map<ServiceId, UserSample>> samples(Range range, ServiceId service);

  /** Number of sessions by service of which an operation ended at a time or since. */
  Map<ServiceId, Long> activeSessions(Instant since);

  /** First and last use of every series that there ever was, as far back as is kept. */
  Map<Series, Lifetime> lifetimes(Filter filter);
}
