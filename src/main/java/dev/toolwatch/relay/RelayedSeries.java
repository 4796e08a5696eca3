package dev.toolwatch.relay;

import dev.toolwatch.cardinality.FamilyReport;
import dev.toolwatch.expose.InfoSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All relayed series. Thread-safe by one lock, which is held for one point, or for a slice of the
 * page.
 *
 * <p>Limits: series and bytes in all; {@link #PART_OF_METRIC} of the series for one metric of one
 * service; {@link #MAX_SERVICES} services have shares of their own, the others have one together.
 * Where there is no room, a service below its fair share of the number or of the bytes gets the room
 * of the newest series of the service that has the most.
 */
final class RelayedSeries {
  /** A metric of one service may have this part of all series. */
  static final int PART_OF_METRIC = 10;

  static final int MAX_SERVICES = 500;

  static final String FAMILY = "relay";
  private static final ServiceId OTHERS = ServiceId.of("__other__");
  private static final long SWEEP_MILLIS = 10_000;
  private static final long DEMAND_MILLIS = 3_600_000;

  /** How long a sum of deltas is shown after its last one, if its sender says nothing else either. */
  private static final long DELTA_MILLIS = 3_600_000;

  private static final int RESOURCE = -1;

  /** Why there is no room for a series. */
  enum Limit {
    /** Its metric has its part. */
    METRIC("metric"),
    /** Its service has its share. */
    SHARE("share"),
    /** All room is taken, by services that have no more than their shares. */
    SERIES("limit");

    private final String reason;

    Limit(String reason) {
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private final int maxSeries;
  private final long maxBytes;
  private final long staleMillis;
  private final LabelMaker labels;

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Map<PointKey, Series> known = new HashMap<>();
  private final Map<PointKey, Target> resources = new HashMap<>();
  private final Map<List<String>, Target> targets = new LinkedHashMap<>();
  private final Map<ServiceId, ServiceShare> shares = new HashMap<>();
  private final Map<Limit, Long> limited = new EnumMap<>(Limit.class);
  private final PointKey probe = new PointKey();
  private final ByteSink keyBytes = new ByteSink(256, Integer.MAX_VALUE);

  private int size;
  private long bytes;
  private long resourceBytes;
  private int nextTarget;
  private long nextSweepMillis;
  private long nextTurnMillis = Long.MIN_VALUE;

  /**
   * @param maxSeries the maximum number of series
   * @param maxBytes the maximum memory that they take, roughly
   * @param staleMillis how long a series is shown after its last point
   */
  RelayedSeries(int maxSeries, long maxBytes, long staleMillis, LabelMaker labels) {
    this.maxSeries = maxSeries;
    this.maxBytes = maxBytes;
    this.staleMillis = staleMillis;
    this.labels = labels;
    for (Limit limit : Limit.values()) {
      limited.put(limit, 0L);
    }
  }

  /**
   * The target that a resource names.
   *
   * @throws MalformedException if its attributes are not well-formed
   */
  synchronized Target target(Slice resource, long nowMillis) throws MalformedException {
    sweep(nowMillis);
    Target target =
        resources.get(probe.set(RESOURCE, resource.body(), resource.from(), resource.to()));
    if (target == null) {
      LabelMaker.ResourceLabels read = labels.resource(resource);
      target = targets.get(read.labels());
      if (target == null) {
        if (targets.size() > 2L * maxSeries) {
          forgetTargets();
        }
        target = new Target(nextTarget++, share(ServiceId.of(read.service())), read.labels());
        targets.put(read.labels(), target);
      }
      describe(target, read.info());
      remember(target);
    }
    return target;
  }

  /** The newest resource of a target says what it is. */
  private void describe(Target target, List<String> info) {
    int size = 0;
    for (String text : info) {
      size += 50 + text.length();
    }
    grow(target.share, target.info(info.isEmpty() ? null : info(target, info), size));
  }

  private void grow(ServiceShare share, int more) {
    bytes += more;
    share.bytes += more;
  }

  private static Labels info(Target target, List<String> info) {
    List<String> all = new ArrayList<>(target.identity());
    all.addAll(info);
    return Labels.of(all.toArray(String[]::new));
  }

  /** What is remembered only saves work, so it is dropped where it takes too much room. */
  private void remember(Target target) {
    if (resourceBytes + probe.bytes() > maxBytes / 8) {
      resources.clear();
      resourceBytes = 0;
    }
    if (probe.bytes() <= maxBytes / 8) {
      resources.put(probe.copy(), target);
      resourceBytes += probe.bytes();
    }
  }

  private ServiceShare share(ServiceId service) {
    ServiceShare share = shares.get(service);
    if (share != null) {
      return share;
    }
    return shares.computeIfAbsent(
        shares.size() < MAX_SERVICES ? service : OTHERS, ServiceShare::new);
  }

  /**
   * Takes a point.
   *
   * @param scope the InstrumentationScope message, or nothing if it makes no labels
   * @return null if the target is gone and has to be looked up again
   * @throws MalformedException if an attribute is not well-formed
   */
  synchronized RelayDisposition take(
      Target target, Slice scope, RelayedMetric metric, Point point, boolean delta, long nowMillis)
      throws MalformedException {
    if (target.isGone) {
      return null;
    }
    Family family = families.get(metric.family());
    if (family != null && !family.kind.hasTypeOf(metric.kind())) {
      return RelayDisposition.CONFLICT;
    }
    Series series = family == null ? null : known.get(key(target, scope, metric, point));
    if (series == null) {
      Labels made = labels.series(target.labels(), scope, point, metric.kind());
      series = family == null ? null : family.of(made);
      if (point.hasNoRecordedValue()) {
        return end(series);
      }
      if (series == null) {
        series = open(family, target, metric, made);
        if (series == null) {
          return RelayDisposition.LIMITED;
        }
      }
      find(series, key(target, scope, metric, point));
    } else if (point.hasNoRecordedValue()) {
      return end(series);
    }
    int before = series.bytes();
    boolean news = series.take(point, metric.kind(), delta, nowMillis);
    int more = series.bytes() - before;
    grow(target.share, more);
    if (more > 0) {
      Limit limit = makeRoom(target.share, 0, 0);
      if (limit != null) {
        remove(series);
        refuse(limit, target.share, metric, series.labels());
        return RelayDisposition.LIMITED;
      }
    }
    if (news) {
      target.arrivedMillis = nowMillis;
    }
    return news ? RelayDisposition.SHOWN : RelayDisposition.REPEATED;
  }

  private RelayDisposition end(Series series) {
    if (series != null) {
      remove(series);
    }
    return RelayDisposition.ENDED;
  }

  private PointKey key(Target target, Slice scope, RelayedMetric metric, Point point) {
    keyBytes.clear();
    keyBytes.utf8(metric.family());
    keyBytes.write(0);
    keyBytes.decimal(scope.length());
    keyBytes.write(0);
    keyBytes.write(scope.body(), scope.from(), scope.length());
    keyBytes.write(point.attributes.array(), 0, point.attributes.length());
    return probe.set(target.id, keyBytes.array(), 0, keyBytes.length());
  }

  /** Remembers a key of a series, so that its labels need not be made again. */
  private void find(Series series, PointKey key) {
    if (series.hasRoomForKey()) {
      PointKey own = key.copy();
      int before = series.bytes();
      series.keys().add(own);
      known.put(own, series);
      grow(series.target().share, series.bytes() - before);
    }
  }

  private Series open(Family existing, Target target, RelayedMetric metric, Labels made) {
    int labelBytes = 0;
    for (int i = 0; i < made.size(); i++) {
      labelBytes += 50 + made.value(i).length();
    }
    ServiceShare share = target.share;
    Limit limit = limit(share, existing, labelBytes);
    if (limit != null) {
      refuse(limit, share, metric, made);
      return null;
    }
    // Making room may have removed the family's last series.
    Family family =
        families.computeIfAbsent(
            metric.family(),
            name -> new Family(name, metric.kind(), metric.description(), metric.unitWord()));
    Series series = new Series(family, target, made, labelBytes);
    family.add(series);
    share.add(series);
    target.series++;
    size++;
    grow(share, series.bytes());
    return series;
  }

  private void refuse(Limit limit, ServiceShare share, RelayedMetric metric, Labels made) {
    limited.merge(limit, 1L, Long::sum);
    share.refuse(metric.name(), hash(metric.family(), made));
  }

  private static long hash(String family, Labels labels) {
    long mixed = family.hashCode() * 0x9E3779B97F4A7C15L + labels.hashCode();
    mixed = (mixed ^ mixed >>> 31) * 0xBF58476D1CE4E5B9L;
    return mixed ^ mixed >>> 29;
  }

  /** Why there is no room for one more series, or null if there is. */
  private Limit limit(ServiceShare share, Family family, int more) {
    if (family != null && share.of(family) >= Math.max(1, maxSeries / PART_OF_METRIC)) {
      return Limit.METRIC;
    }
    return makeRoom(share, 1, more);
  }

  /**
   * Makes room for what a service has more, if it has less than its fair share.
   *
   * @return why there is none, or null if there is
   */
  private Limit makeRoom(ServiceShare share, int moreSeries, int moreBytes) {
    while (size + moreSeries > maxSeries || bytes + moreBytes > maxBytes) {
      boolean byNumber = size + moreSeries > maxSeries;
      long own = byNumber ? share.series.size() + moreSeries : share.bytes + moreBytes;
      if (own > (byNumber ? maxSeries : maxBytes) / shares.size()) {
        return Limit.SHARE;
      }
      ServiceShare largest = largest(byNumber);
      if (largest == null || largest == share || used(largest, byNumber) <= own) {
        return Limit.SERIES;
      }
      remove(largest.newest());
      limited.merge(Limit.SHARE, 1L, Long::sum);
    }
    return null;
  }

  private ServiceShare largest(boolean byNumber) {
    ServiceShare largest = null;
    for (ServiceShare share : shares.values()) {
      boolean mayLose = !share.series.isEmpty();
      if (mayLose && (largest == null || used(share, byNumber) > used(largest, byNumber))) {
        largest = share;
      }
    }
    return largest;
  }

  private static long used(ServiceShare share, boolean byNumber) {
    return byNumber ? share.series.size() : share.bytes;
  }

  private void remove(Series series) {
    Family family = series.family();
    family.remove(series);
    if (family.isEmpty()) {
      families.remove(family.name);
    }
    series.keys().forEach(known::remove);
    series.target().share.remove(series);
    series.target().series--;
    size--;
    grow(series.target().share, -series.bytes());
  }

  /** Removes what is stale. */
  private void sweep(long nowMillis) {
    if (nowMillis < nextSweepMillis) {
      return;
    }
    nextSweepMillis = nowMillis + SWEEP_MILLIS;
    List<Series> stale = new ArrayList<>();
    for (ServiceShare share : shares.values()) {
      for (Series series : share.series) {
        if (isStale(series, nowMillis)) {
          stale.add(series);
        }
      }
    }
    stale.forEach(this::remove);
    if (!stale.isEmpty()) {
      forgetTargets();
    }
    if (nowMillis >= nextTurnMillis) {
      nextTurnMillis = nowMillis + DEMAND_MILLIS;
      shares.values().forEach(ServiceShare::turn);
    }
  }

  private boolean isStale(Series series, long nowMillis) {
    if (nowMillis - series.arrivedMillis <= staleMillis) {
      return false;
    }
    boolean isQuiet =
        series.isOfDeltas()
            && (nowMillis - series.arrivedMillis <= DELTA_MILLIS
                || nowMillis - series.target().arrivedMillis <= staleMillis);
    return !isQuiet;
  }

  private void forgetTargets() {
    for (Iterator<Target> each = targets.values().iterator(); each.hasNext(); ) {
      Target target = each.next();
      if (target.series == 0) {
        grow(target.share, target.info(null, 0));
        target.isGone = true;
        each.remove();
      }
    }
    resources.values().removeIf(target -> target.series == 0);
    resourceBytes = resources.keySet().stream().mapToLong(PointKey::bytes).sum();
    shares.values().removeIf(share -> share.series.isEmpty());
  }

  /** What is to be shown. */
  synchronized List<MetricFamily> page(long nowMillis) {
    sweep(nowMillis);
    List<MetricFamily> page = new ArrayList<>(families.size() + 1);
    for (Family family : families.values()) {
      page.add(family.page(this));
    }
    Map<List<String>, Target> newest = new LinkedHashMap<>();
    for (Target target : targets.values()) {
      if (target.info() != null && target.series > 0) {
        newest.merge(
            target.identity(),
            target,
            (one, other) -> other.arrivedMillis >= one.arrivedMillis ? other : one);
      }
    }
    List<InfoSample> infos =
        newest.values().stream().map(target -> new InfoSample(target.info())).toList();
    page.add(MetricFamily.info("target", "What is known of who sends metrics.", infos));
    return page;
  }

  /**
   * Which services send series, and whether some are of a process or a runtime. Services without a share
   * of their own are {@code __other__}.
   */
  synchronized Map<ServiceId, Boolean> runtimes(long nowMillis) {
    sweep(nowMillis);
    Map<ServiceId, Boolean> runtimes = new HashMap<>();
    shares.forEach((service, share) -> runtimes.put(service, share.hasRuntime()));
    return runtimes;
  }

  synchronized int size() {
    return size;
  }

  int limit() {
    return maxSeries;
  }

  /** Estimated series that there would be without limits. */
  synchronized long demand() {
    return shares.values().stream().mapToLong(ServiceShare::demand).sum();
  }

  /** Roughly the memory that the series take, in bytes. */
  synchronized long bytes() {
    return bytes;
  }

  /** Points whose series found no room, and series that had to make room, by reason. */
  synchronized Map<Limit, Long> limited() {
    return new EnumMap<>(limited);
  }

  /** Adds the counts of an earlier process. */
  synchronized void addLimited(Map<Limit, Long> earlier) {
    earlier.forEach((limit, count) -> limited.merge(limit, count, Long::sum));
  }

  /**
   * The use of the room.
   *
   * @param maxServices the maximum number of services in it, those with most refused points first
   */
  synchronized FamilyReport report(int maxServices) {
    List<FamilyReport.ServiceReport> services =
        shares.values().stream()
            .map(
                share ->
                    new FamilyReport.ServiceReport(
                        share.service.name(),
                        share.series.size(),
                        share.demand(),
                        share.refused,
                        share.examples()))
            .sorted(
                Comparator.comparingLong(FamilyReport.ServiceReport::folded)
                    .thenComparingInt(FamilyReport.ServiceReport::used)
                    .reversed()
                    .thenComparing(FamilyReport.ServiceReport::service))
            .limit(maxServices)
            .toList();
    return new FamilyReport(
        FAMILY,
        maxSeries,
        0,
        size,
        demand(),
        maxSeries / Math.max(1, shares.size()),
        limited.values().stream().mapToLong(Long::longValue).sum(),
        0,
        services);
  }
}
