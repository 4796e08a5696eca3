package dev.toolwatch.slo;

import dev.toolwatch.errors.FailureLog;
import dev.toolwatch.probe.ProbeHistory;
import dev.toolwatch.probe.ProbeStatus;
import dev.toolwatch.probe.ProbeView;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.usage.UsageSettings;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A store, and time that passes in it as it is written: by the minute, seen by Toolwatch or not. */
public final class MadeTime implements AutoCloseable {
  /** What a service did in a minute. */
  @FunctionalInterface
  public interface Traffic {
    /** Operations and the failed ones among them. */
    long[] at(Instant minute);
  }

  static final String TOOL = "find";

  public final SettableTime clock;
  final SloSettings settings;
  final Objectives objectives;
  final Reports reports;
  final Slos slos;

  /** The probes that there are. */
  final List<ProbeView> probes = new ArrayList<>();

  private final Path directory;
  private final UsageSettings usage;
  private final List<Store> replicas = new ArrayList<>();
  private final Map<Store, Ledger> ledgers = new HashMap<>();
  private final Map<Store, Long> sequences = new HashMap<>();
  private int next;

  public MadeTime(Path directory, Instant start, Map<String, String> values) {
    this.directory = directory;
    clock = new SettableTime(start);
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(SloSettings.class)
            .withMapping(UsageSettings.class)
            .addDiscoveredConverters()
            .withDefaultValues(values)
            .build();
    settings = config.getConfigMapping(SloSettings.class);
    usage = config.getConfigMapping(UsageSettings.class);
    objectives = new Objectives(settings, new Calendar(usage.timeZone()));
    Store store = restart(1);
    slos = new Slos(objectives, settings, ledger(store));
    reports = reports(failures(), alerts());
  }

  /** Reports that read failures and alerts from these tables. */
  Reports reports(FailureLog failures, AlertLog alerts) {
    return new Reports(
        objectives,
        settings,
        new Calendar(usage.timeZone()),
        new ReportSources(
            store().history(), ledger(), new ObservedTimes(store().transactions()), checks()),
        failures,
        maintenance(),
        alerts);
  }

  /** What probes found, of the services in {@link #probes}. */
  ProbeHistory checks() {
    return new ProbeHistory(store().transactions(), () -> probes);
  }

  /** From now on there is a probe that tells the state of a service. */
  void probe(String name, String service) {
    probes.add(
        new ProbeView(
            name, "http", "http://a/", "a", service, Duration.ofMinutes(1), ProbeStatus.UNKNOWN));
  }

  /** What a probe found in an hour: a bit for each minute, from the lowest on. */
  void check(String probe, Instant hour, long up, long down) {
    store()
        .transactions()
        .write(
            transaction -> {
              try (PreparedStatement insert =
                  transaction.prepare(
                      "INSERT INTO probe_hours (probe, minute, checks, failed, down, nanos,"
                          + " most_nanos, up_minutes, down_minutes)"
                          + " VALUES (?, ?, 0, 0, 0, 0, 0, ?, ?)")) {
                insert.setString(1, probe);
                insert.setLong(2, Minutes.of(hour));
                insert.setLong(3, up);
                insert.setLong(4, down);
                return insert.executeUpdate();
              }
            });
  }

  /** So many replicas from now on; what the reports read is the first one's connection. */
  Store restart(int count) {
    Store first = replicas.isEmpty() ? null : replicas.get(0);
    replicas.clear();
    for (int i = 0; i < count; i++) {
      Store store =
          new Store(
              new StoreLocation.Directory(directory),
              new Calendar(usage.timeZone()),
              Duration.ofMinutes(30),
              new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095)),
              "replica" + i,
              clock);
      store.open();
      replicas.add(store);
    }
    return first == null ? replicas.get(0) : first;
  }

  public Store store() {
    return replicas.get(0);
  }

  Ledger ledger() {
    return ledger(store());
  }

  private Ledger ledger(Store store) {
    return ledgers.computeIfAbsent(store, one -> new Ledger(one.transactions()));
  }

  /** For a store's past, of whichever store. */
  public PastLevels pastLevels() {
    return new PastLevels(objectives);
  }

  /** All events of services that metrics count. */
  public Map<ServiceId, Long> totals() {
    Map<ServiceId, Long> totals = new HashMap<>();
    ledger()
        .totals(Objectives.AVAILABILITY.name())
        .forEach((service, total) -> totals.put(service, total.events()));
    return totals;
  }

  /** The names of all services that there are reports of. */
  public List<String> reports() {
    return reports.services().stream().map(ServiceId::name).toList();
  }

  public SlaReport report(String service, YearMonth month) {
    return reports.report(ServiceId.of(service), month, clock.instant()).orElseThrow();
  }

  public MaintenanceBook maintenance() {
    return new MaintenanceBook(store().transactions());
  }

  public AlertLog alerts() {
    return new AlertLog(store().transactions());
  }

  public FailureLog failures() {
    return new FailureLog(store().transactions());
  }

  /** Time passes, with a Toolwatch that counts. */
  public void pass(Duration time, Map<String, Traffic> services) {
    Instant end = clock.instant().plus(time);
    Instant begin = clock.instant();
    while (clock.instant().isBefore(end)) {
      Instant piece = clock.instant().plus(Duration.ofHours(6));
      Instant to = piece.isBefore(end) ? piece : end;
      Map<Long, Map<Series, Rollup>> minutes = new HashMap<>();
      for (Instant minute = clock.instant(); minute.isBefore(to); minute = minute.plusSeconds(60)) {
        Map<Series, Rollup> row = new HashMap<>();
        for (Map.Entry<String, Traffic> service : services.entrySet()) {
          long[] counts = service.getValue().at(minute);
          if (counts[0] > 0) {
            Rollup rollup = rollup(counts[0], counts[1]);
            row.put(Series.whole(ServiceId.of(service.getKey())), rollup);
            row.put(new Series(ServiceId.of(service.getKey()), "tools/call", TOOL), rollup);
          }
        }
        if (!row.isEmpty()) {
          minutes.put(minute.getEpochSecond() / 60, row);
        }
      }
      clock.advance(Duration.between(clock.instant(), to));
      Store store = replicas.get(next++ % replicas.size());
      store.add(
          new Batch(minutes, Map.of(), Map.of(), Map.of(), Map.of()),
          sequences.merge(store, 1L, Long::sum));
      ledger(store).settle(objectives.indicators(), 20);
      replicas.forEach(
          one -> new ObservedTimes(one.transactions()).add(begin, to.minusSeconds(60)));
      store.maintain();
    }
  }

  /** Time passes, and no Toolwatch is there. */
  public void passUnseen(Duration time) {
    clock.advance(time);
    restart(replicas.size());
  }

  /** Those that fail take two seconds, the others a tenth of one. */
  private static Rollup rollup(long operations, long failed) {
    ExponentialBuckets durations = new ExponentialBuckets();
    if (operations > failed) {
      durations.record(0.1, operations - failed);
    }
    if (failed > 0) {
      durations.record(2, failed);
    }
    return new Rollup(
        operations - failed,
        0,
        failed,
        0.1 * (operations - failed) + 2 * failed,
        0,
        durations.snapshot(),
        UserSketch.EMPTY);
  }

  @Override
  public void close() {
    replicas.forEach(Store::close);
  }
}
