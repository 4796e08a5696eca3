package dev.toolwatch.usage;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.StoreListener;
import jakarta.enterprise.context.ApplicationScoped;
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
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Active users, adoption and sessions, read from the store. They cover all replicas, so every
 * replica shows the same values. Thread-safe.
 */
@ApplicationScoped
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
      UsageSettings settings,
      @ConfigProperty(name = "toolwatch.cardinality.max-series") int maxSeries,
      History history,
      InstantSource clock) {
    this.settings = settings;
    this.history = history;
    this.clock = clock;
    time = new ForwardTime(clock);
    maxTools = maxSeries / UserWindow.values().length;
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
    List<Range> slices = slices(now, settings.timeZone());
    Map<String, UserSketch[]> services = new TreeMap<>();
    Map<Tool, UserSketch[]> tools = new TreeMap<>();
    List<Map<Series, Rollup>> ofServices = from.operations(slices, Filter.services());
    List<Map<Series, Rollup>> ofTools = from.operations(slices, Filter.tools(null));
    for (UserWindow window : UserWindow.values()) {
      for (int slice = window.firstSlice(); slice < slices.size(); slice++) {
        ofServices
            .get(slice)
            .forEach((series, rollup) -> add(services, series.service(), window, rollup));
        ofTools
            .get(slice)
            .forEach(
                (series, rollup) ->
                    add(tools, new Tool(series.service(), series.tool()), window, rollup));
      }
    }
    Map<String, Long> sessions = from.activeSessions(now.minus(settings.sessionPause()));
    shown = new Shown(at, families(services, folded(tools), sessions));
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

  private static <K> void add(Map<K, UserSketch[]> users, K key, UserWindow window, Rollup rollup) {
    UserSketch[] windows = users.computeIfAbsent(key, absent -> noUsers());
    windows[window.ordinal()] = windows[window.ordinal()].plus(rollup.users());
  }

  private static UserSketch[] noUsers() {
    return UserWindow.all(window -> UserSketch.EMPTY);
  }

  /**
   * A month may know more tools than there may be series. The tools with the fewest users are shown
   * as one.
   */
  private Map<Tool, UserSketch[]> folded(Map<Tool, UserSketch[]> tools) {
    if (tools.size() <= maxTools) {
      return tools;
    }
    int widest = UserWindow.values().length - 1;
    List<Map.Entry<Tool, UserSketch[]>> byUsers =
        tools.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<Tool, UserSketch[]> tool) -> -tool.getValue()[widest].count())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    Map<Tool, UserSketch[]> folded = new TreeMap<>();
    // Each service needs room for its other tools.
    long services = tools.keySet().stream().map(Tool::service).distinct().count();
    int named = (int) Math.max(0, maxTools - services);
    for (int i = 0; i < byUsers.size(); i++) {
      Tool tool = byUsers.get(i).getKey();
      folded.merge(
          i < named ? tool : new Tool(tool.service(), Family.OTHER),
          byUsers.get(i).getValue(),
          (a, b) -> UserWindow.all(window -> a[window.ordinal()].plus(b[window.ordinal()])));
    }
    return folded;
  }

  private static List<MetricFamily> families(
      Map<String, UserSketch[]> services,
      Map<Tool, UserSketch[]> tools,
      Map<String, Long> sessions) {
    List<GaugeSample> active = new ArrayList<>();
    List<GaugeSample> toolActive = new ArrayList<>();
    List<GaugeSample> adoption = new ArrayList<>();
    for (UserWindow window : UserWindow.values()) {
      int i = window.ordinal();
      services.forEach(
          (service, users) ->
              active.add(
                  new GaugeSample(
                      Labels.of(SERVICE, service, WINDOW, window.label()), users[i].count())));
      tools.forEach(
          (tool, users) -> {
            Labels labels =
                Labels.of(SERVICE, tool.service(), TOOL, tool.name(), WINDOW, window.label());
            long all = services.getOrDefault(tool.service(), noUsers())[i].count();
            toolActive.add(new GaugeSample(labels, users[i].count()));
            if (all > 0) {
              // Both counts may be estimates, and a share cannot exceed 1.
              adoption.add(new GaugeSample(labels, Math.min(1, (double) users[i].count() / all)));
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
                        Labels.of(SERVICE, service), sessions.getOrDefault(service, 0L))));
    return List.of(
        gauge(
            "mcp_active_users",
            "Users with an operation in the current calendar day, or in the 7 or 30 days that end"
                + " with it.",
            active),
        gauge(
            "mcp_tool_active_users",
            "Users with a call of the tool in the same windows.",
            toolActive),
        gauge(
            "mcp_tool_adoption_ratio",
            "Active users of the tool divided by those of the service.",
            adoption),
        gauge("mcp_server_sessions_active", "Sessions that are not over.", open));
  }

  private static MetricFamily gauge(String name, String help, List<GaugeSample> samples) {
    return new MetricFamily(name, help, "", MetricFamily.Type.GAUGE, samples);
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    boolean stale = time.instant().minus(STALE).isAfter(shown.at());
    return CompletableFuture.completedStage(stale ? List.of() : shown.families());
  }

  private record Shown(Instant at, List<MetricFamily> families) {}

  private record Tool(String service, String name) implements Comparable<Tool> {
    @Override
    public int compareTo(Tool other) {
      int byService = service.compareTo(other.service);
      return byService != 0 ? byService : name.compareTo(other.name);
    }
  }
}
