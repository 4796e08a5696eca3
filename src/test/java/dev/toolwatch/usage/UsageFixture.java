package dev.toolwatch.usage;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.store.Batch;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.SettableTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Usage whose shards run on the test's own thread, and batches of calls that never were spans. */
public final class UsageFixture {
  private static final int MANY = 1_000_000;

  private final Usage usage;
  private final UsageShard shard;
  private final SpanView view = new SpanView(new Vocabulary(List.of()));
  private final Operation operation = new Operation();
  private final Map<SeriesKey, SeriesKey> names = new HashMap<>();

  /** With limits that are not met. */
  public UsageFixture() {
    this(ZoneOffset.UTC);
  }

  public UsageFixture(ZoneId zone) {
    this(new Settings(zone, MANY, MANY, 1L << 30), new SettableTime(Instant.EPOCH));
  }

  UsageFixture(UsageSettings settings, SettableTime time) {
    this(settings, Cardinalities.of(MANY, 10_000, time), time);
  }

  UsageFixture(UsageSettings settings, Cardinality cardinality, SettableTime time) {
    usage = new Usage(settings, cardinality, time);
    shard = openShard(Runnable::run);
  }

  /** What calls leave in one flush, each as if it had been counted as it ended. */
  public static Batch batch(Collection<FleetCall> calls) {
    UsageFixture fixture = new UsageFixture();
    calls.forEach(fixture::record);
    return fixture.handOver();
  }

  /** What pipelines are made with. */
  public Usage usage() {
    return usage;
  }

  /** One more shard. */
  public UsageShard openShard(Executor loop) {
    return usage.openShard(loop, 1);
  }

  /** Any hash that is none of the product's. */
  static long hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong() | 1;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Counts a call at the moment it ends. */
  public void record(FleetCall call) {
    record(shard, call, call.endMillis(), 1);
  }

  /** Counts a call as so many, when it has come. */
  void record(UsageShard into, FleetCall call, long nowMillis, long times) {
    into.received(nowMillis);
    into.record(operation(call), name(call), times);
  }

  UsageShard shard() {
    return shard;
  }

  /** As the budget gives names out: the same object each time. */
  SeriesKey name(FleetCall call) {
    return names.computeIfAbsent(
        new SeriesKey(ServiceId.of(call.service()), call.method(), call.tool(), ""), key -> key);
  }

  Operation operation(FleetCall call) {
    view.clearSpan();
    view.endNanos(call.endMillis() * 1_000_000);
    view.startNanos(call.endMillis() * 1_000_000 - call.durationNanos());
    operation.begin(ServiceId.of(call.service()), view);
    operation.method(call.method());
    operation.tool(call.tool());
    operation.user(call.user());
    operation.session(call.session().isEmpty() ? 0 : hash(call.session()));
    operation.clientName(call.client());
    operation.clientVersion(call.clientVersion());
    operation.failed(call.outcome(), "");
    return operation;
  }

  /** What has been counted since the last time. */
  public Batch handOver() {
    return usage.handOver(Duration.ofSeconds(10));
  }

  byte[] save() {
    return usage.save();
  }

  void restore(byte[] state) {
    usage.restore(state);
  }

  /** The samples of one family. */
  List<? extends Sample> samples(String family) {
    for (MetricFamily one : usage.families().toCompletableFuture().join()) {
      if (one.name().equals(family)) {
        return one.samples();
      }
    }
    throw new IllegalArgumentException("no family " + family);
  }

  /** Settings with a pause of half an hour. */
  record Settings(ZoneId timeZone, int maxRows, int maxSessions, long maxUserMemory)
      implements UsageSettings {
    @Override
    public Duration sessionPause() {
      return Duration.ofMinutes(30);
    }
  }
}
