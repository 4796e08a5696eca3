package dev.toolwatch.coverage;

import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.StoreListener;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many of the tools that services list were ever called, as far back as the store has days, by any
 * replica. Reads the store once a minute, only for services that list tools. Thread-safe.
 */
@TenantScoped
public class CalledTools implements StoreListener {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final List<ListedTools> listed;
  private final History history;
  private final ForwardTime time;

  /** Used by the flusher's thread only. */
  private Instant nextRead = Instant.MIN;

  private volatile Map<ServiceId, Double> shares = Map.of();

  @Inject
  CalledTools(Instance<ListedTools> listed, History history, InstantSource clock) {
    this(listed.stream().toList(), history, clock);
  }

  CalledTools(List<ListedTools> listed, History history, InstantSource clock) {
    this.listed = List.copyOf(listed);
    this.history = history;
    time = new ForwardTime(clock);
  }

  @Override
  public String task() {
    return "called tools";
  }

  @Override
  public void flushed() {
    Instant now = time.instant();
    if (now.isBefore(nextRead)) {
      return;
    }
    Map<ServiceId, Set<String>> tools = new HashMap<>();
    for (ListedTools some : listed) {
      some.byService()
          .forEach(
              (service, names) ->
                  tools.computeIfAbsent(service, missing -> new HashSet<>()).addAll(names));
    }
    tools.values().removeIf(Set::isEmpty);
    shares = tools.isEmpty() ? Map.of() : history.beforeQueries(() -> shares(tools));
    nextRead = now.plus(EVERY);
  }

  private Map<ServiceId, Double> shares(Map<ServiceId, Set<String>> tools) {
    Map<ServiceId, Double> read = new HashMap<>();
    tools.forEach(
        (service, names) -> {
          Set<String> called =
              history.lifetimes(Filter.tools(service)).keySet().stream()
                  .map(Series::tool)
                  .collect(Collectors.toSet());
          long seen = names.stream().filter(called::contains).count();
          read.put(service, (double) seen / names.size());
        });
    return Map.copyOf(read);
  }

  /** The share of its tools that were ever called, of each service that lists some. */
  Map<ServiceId, Double> shares() {
    return shares;
  }
}
