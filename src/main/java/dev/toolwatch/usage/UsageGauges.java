package dev.toolwatch.usage;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.Family;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.StoreListener;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Active users, adoption and sessions, read from the store. They cover all replicas, so every
 * replica shows the same values. Thread-safe.
 */
@TenantScoped
public class UsageGauges implements MetricSource, StoreListener {
  /** The time between two reads of the store. */
  private static final Duration EVERY = Duration.ofSeconds(30);

  /** The age at which values from the store are no longer shown. */
  private static final Duration STALE = Duration.ofMinutes(5);

  private static final String SERVICE = "service_name";
  private static final String TOOL = "gen_ai_tool_name";
  private static final String WINDOW = "window";

  private final UsageSettings settings;
  private final int maxTools;
  private final History history;
  private final InstantSource clock;

  /** For intervals. */
  private final ForwardTime time;

  private volatile Shown shown = new Shown(Instant.MIN, List.of());

  UsageGauges(
      UsageSettings settings, Cardinality cardinality, History history, InstantSource clock) {
    this.settings = settings;
    this.history = history;
    this.clock = clock;
    time = new ForwardTime(clock);
    maxTools = cardinality.maxSeries() / UserWindow.values().length;
  }

  @Override
  public String task() {
    return "usage gauges";
  }

  @Override
  public void flushed() {
    refresh(history);
  }

  /** Reads the store, if that is due. */
  void refresh(History from) {
    Instant at = time.instant();
    if (at.isBefore(shown.at().plus(EVERY))) {
      return;
    }
    Instant now = clock.instant();
    shown = new Shown(at, from.beforeQueries(() -> families(from, now)));
  }

  private List<MetricFamily> families(History from, Instant now) {
    List<Range> slices = slices(now, settings.timeZone());
    Map<ServiceId, long[]> services = new TreeMap<>();
    from.forEachSeries(
        slices,
        Filter.services(),
        (series, sums) -> services.put(series.service(), ActiveUsers.of(sums).counts()));
    Map<Tool, long[]> tools = new TreeMap<>();
    from.forEachSeries(
        slices,
        Filter.tools(null),
        (series, sums) -> tools.put(Tool.of(series), ActiveUsers.of(sums).counts()));
    Map<ServiceId, Long> sessions = from.activeSessions(now.minus(settings.sessionPause()));
    return families(services, folded(tools, from, slices), sessions);
  }

  /** Cuts the days of the widest window wherever another window begins. */
  private static List<Range> slices(Instant now, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    List<Range> slices = new ArrayList<>();
    Instant end = start(today.plusDays(1), zone);
    for (UserWindow window : UserWindow.values()) {
      Instant start = start(today.minusDays(window.days() - 1L), zone);
      slices.add(0, new Range(start, end));
      end = start;
    }
    return slices;
  }

  private static Instant start(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant();
  }

  /**
   * A month may know more tools than there may be series. The tools with the fewest users are shown
   * as one, for which the store is read again.
   */
  private Map<Tool, long[]> folded(Map<Tool, long[]> tools, History from, List<Range> slices) {
    if (tools.size() <= maxTools) {
      return tools;
    }
    int widest = UserWindow.values().length - 1;
    // Each service needs room for its other tools.
    long services = tools.keySet().stream().map(Tool::service).distinct().count();
    Map<Tool, long[]> folded = new TreeMap<>();
    tools.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<Tool, long[]> tool) -> -tool.getValue()[widest])
                .thenComparing(Map.Entry::getKey))
        .limit(Math.max(0, maxTools - services))
        .forEach(tool -> folded.put(tool.getKey(), tool.getValue()));
    Map<Tool, ActiveUsers> others = new TreeMap<>();
    from.forEachSeries(
        slices,
        Filter.tools(null),
        (series, sums) -> {
          if (!folded.containsKey(Tool.of(series))) {
            others.merge(
                new Tool(series.service(), Family.OTHER), ActiveUsers.of(sums), ActiveUsers::plus);
          }
        });
    others.forEach((tool, users) -> folded.put(tool, users.counts()));
    return folded;
  }

  private static List<MetricFamily> families(
      Map<ServiceId, long[]> services, Map<Tool, long[]> tools, Map<ServiceId, Long> sessions) {
    List<GaugeSample> active = new ArrayList<>();
    List<GaugeSample> toolActive = new ArrayList<>();
    List<GaugeSample> adoption = new ArrayList<>();
    for (UserWindow window : UserWindow.values()) {
      int i = window.ordinal();
      services.forEach(
          (service, users) -> {
            if (users[i] != ActiveUsers.UNKNOWN) {
              Labels labels = Labels.of(SERVICE, service.name(), WINDOW, window.label());
              active.add(new GaugeSample(labels, users[i]));
            }
          });
      tools.forEach(
          (tool, users) -> {
            long all = services.getOrDefault(tool.service(), ActiveUsers.NONE)[i];
            if (users[i] == ActiveUsers.UNKNOWN || all == ActiveUsers.UNKNOWN) {
              return;
            }
            Labels labels =
                Labels.of(
                    SERVICE, tool.service().name(), TOOL, tool.name(), WINDOW, window.label());
            toolActive.add(new GaugeSample(labels, users[i]));
            if (all > 0) {
              // Both counts may be estimates, and a share cannot exceed 1.
              adoption.add(new GaugeSample(labels, Math.min(1, (double) users[i] / all)));
            }
          });
    }
    List<GaugeSample> open = new ArrayList<>();
    services
        .keySet()
        .forEach(
            service ->
                open.add(
                    new GaugeSample(
                        Labels.of(SERVICE, service.name()), sessions.getOrDefault(service, 0L))));
    return List.of(
        MetricFamily.gauge(
            "mcp_active_users",
            "Users with an operation in the current calendar day, or in the 7 or 30 days that end"
                + " with it. Absent if no operation names its user.",
            "",
            active),
        MetricFamily.gauge(
            "mcp_tool_active_users",
            "Users with a call of the tool in the same windows.",
            "",
            toolActive),
        MetricFamily.gauge(
            "mcp_tool_adoption_ratio",
            "Active users of the tool divided by those of the service.",
            "",
            adoption),
        MetricFamily.gauge("mcp_server_sessions_active", "Sessions that are not over.", "", open));
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    boolean stale = time.instant().minus(STALE).isAfter(shown.at());
    return CompletableFuture.completedStage(stale ? List.of() : shown.families());
  }

  private record Shown(Instant at, List<MetricFamily> families) {}

  private record Tool(ServiceId service, String name) implements Comparable<Tool> {
    static Tool of(Series series) {
      return new Tool(series.service(), series.tool());
    }

    @Override
    public int compareTo(Tool other) {
      int byService = service.compareTo(other.service);
      return byService != 0 ? byService : name.compareTo(other.name);
    }
  }
}
