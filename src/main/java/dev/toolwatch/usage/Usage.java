package dev.toolwatch.usage;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.SeriesBudget;
import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.LogReader;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.LogSource;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Hands the usage counts of all shards to the store, and exposes the ones that are kept here.
 * Thread-safe.
 */
@TenantScoped
public class Usage implements MetricSource, Checkpointed {
  /** Changes with the layout of the saved state. */
  private static final int VERSION = 1;

  /** Of the heap, at most, what is known of sessions while they are written, and users' sketches. */
  private static final int PART_OF_HEAP = 16;

  /** A session that goes on, waits for the store and is being joined with what the store has. */
  private static final int SESSION_BYTES = 600;

  private final UsageSettings settings;
  private final InstantSource clock;
  private final ServiceBudget services;
  private final SeriesBudget clients;
  private volatile long createdMillis;
  private final long pauseMillis;
  private final int maxSessions;
  private final long maxUserBytes;
  private final UsageCounts counts = new UsageCounts();
  private final EndedSessions ended;
  private final List<HandOver> shards = new CopyOnWriteArrayList<>();
  private final List<LogShard> logShards = new CopyOnWriteArrayList<>();

  Usage(UsageSettings settings, Cardinality cardinality, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    createdMillis = clock.millis();
    pauseMillis = settings.sessionPause().toMillis();
    if (pauseMillis <= 0) {
      throw new IllegalArgumentException(
          "toolwatch.usage.session-pause must be above 0: " + settings.sessionPause());
    }
    long memory = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    maxSessions =
        (int) Math.min(atLeastOne("max-sessions", settings.maxSessions()), memory / SESSION_BYTES);
    maxUserBytes = Math.min(settings.maxUserMemory(), memory);
    ended = new EndedSessions(maxSessions, pauseMillis, counts);
    services = cardinality.services();
    clients = ClientNames.budget(cardinality);
    services.onGone(ended::forget);
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("toolwatch.usage." + name + " must be above 0: " + value);
    }
    return value;
  }

  /**
   * Opens a shard for one event loop.
   *
   * @param loop runs tasks on the event loop's thread
   * @param loops the number of loops, which share the limits
   */
  public UsageShard openShard(Executor loop, int loops) {
    UsageShard shard = newShard(loop, loops);
    shards.add(new HandOver(shard));
    return shard;
  }

  /**
   * Opens a shard for what is read from logs by one thread. It is handed over by itself, together with
   * the positions of the logs.
   *
   * @param thread runs tasks on the thread that reads
   * @param cut tells on that thread how far the logs have been read; no log means that nothing has
   *     changed
   * @param reader follows what becomes of it
   */
  public LogShard openLogShard(Executor thread, Supplier<List<LogPosition>> cut, LogReader reader) {
    LogShard shard =
        new LogShard(
            newShard(thread, 1),
            thread,
            cut,
            reader,
            batch -> ended.add(batch.sessions(), clock.millis()));
    logShards.add(shard);
    return shard;
  }

  /** What is handed over with positions. */
  public List<LogSource> logSources() {
    return List.copyOf(logShards);
  }

  private UsageShard newShard(Executor loop, int loops) {
    UsageLimits limits =
        new UsageLimits(
            Math.max(1, atLeastOne("max-rows", settings.maxRows()) / loops),
            Math.max(1, maxSessions / loops),
            Math.max(1, maxUserBytes / loops));
    return new UsageShard(
        loop, limits, settings.timeZone(), pauseMillis, counts, new ClientNames(clients));
  }

  /**
   * Takes what all loops have counted since the last call, and removes it from them. Blocks for at
   * most the given time. The counts of a loop that does not answer in time are part of a later
   * batch.
   */
  public synchronized Batch handOver(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    shards.forEach(HandOver::ask);
    List<Interval> taken = new ArrayList<>();
    for (HandOver shard : shards) {
      shard.take(deadline).ifPresent(taken::add);
    }
    Batch batch = batch(taken);
    ended.add(batch.sessions(), clock.millis());
    return batch;
  }

  private Batch batch(List<Interval> taken) {
    if (taken.isEmpty()) {
      return Batch.EMPTY;
    }
    Interval all = taken.get(0);
    for (Interval other : taken.subList(1, taken.size())) {
      all.add(other, pauseMillis);
    }
    Batch batch = all.batch();
    taken.forEach(Interval::recycle);
    return batch;
  }

  @Override
  public String checkpointName() {
    return "usage";
  }

  /** Called after the last {@link #handOver}. Does not include what the loops still hold. */
  @Override
  public byte[] save() {
    CheckpointWriter state = new CheckpointWriter(VERSION).number(createdMillis);
    counts.save(state);
    ended.save(state);
    return state.toBytes();
  }

  @Override
  public void restore(byte[] bytes) {
    CheckpointReader state = new CheckpointReader(bytes, VERSION);
    long earlierMillis = state.millis();
    UsageCounts earlier = UsageCounts.of(state);
    EarlierSessions sessions = EarlierSessions.of(state);
    state.end();
    // Rename first: the lock of the budgets must not be taken while that of the sessions is held.
    EarlierSessions named = sessions.renamed(services::admit);
    createdMillis = earlierMillis;
    counts.add(earlier);
    ended.resume(named);
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return CompletableFuture.completedStage(
        List.of(
            counter(
                "toolwatch_usage_misplaced_operations",
                "Operations counted in the minute they arrived, not in the minute they ended.",
                "reason",
                UsageCounts.Misplaced.values(),
                counts::of),
            counter(
                "toolwatch_usage_limited_operations",
                "Operations recorded with less detail because a limit was reached.",
                "limit",
                UsageCounts.Limit.values(),
                counts::of),
            ended.family(createdMillis)));
  }

  private <E extends Enum<E>> MetricFamily counter(
      String name, String help, String label, E[] values, ToLongFunction<E> count) {
    List<CounterSample> samples = new ArrayList<>();
    for (E value : values) {
      samples.add(
          new CounterSample(
              Labels.of(label, value.name().toLowerCase(Locale.ROOT)),
              count.applyAsLong(value),
              createdMillis));
    }
    return MetricFamily.counter(name, help, samples);
  }
}
