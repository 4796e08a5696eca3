package dev.toolwatch.traces;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.Redaction;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.traces.KeptTraces.Loss;
import dev.toolwatch.wire.Zlib;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the tables of kept traces do on every database. */
abstract class KeptTracesContract {
  private static final Instant START = Instant.parse("2026-08-03T00:00:00Z");
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(START.getEpochSecond());
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final long MUCH = 1L << 30;
  private static final int MOST_READ = 1 << 20;

  private static final Retention OTHERS =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));

  final SettableTime clock = new SettableTime(START);
  private final List<Store> stores = new ArrayList<>();

  /** An empty database is there before each test. */
  abstract StoreLocation place();

  /** The same for JDBC. */
  abstract String url();

  /** One process with the store. */
  final class Replica {
    final Store store;
    final KeptTraces traces;
    final KeptTraceFlush flush;

    /** The connection breaks after this many more commits. */
    private int commits = Integer.MAX_VALUE;

    Replica(Store store, long keep, long mostWaiting) {
      this.store = store;
      Transactions transactions = breaking(store.transactions());
      traces =
          new KeptTraces(
              transactions,
              keep > 0,
              KeptTraces.LEAST_SAMPLES_PER_MINUTE,
              mostWaiting,
              MOST_READ,
              clock);
      flush =
          new KeptTraceFlush(
              traces,
              transactions,
              new Redaction(
                  Arrays.asList(Redaction.DEFAULT_ATTRIBUTES.split(",")),
                  Redaction.TextRedaction.NONE),
              keep,
              RETENTION,
              clock);
    }

    /** Commits, and then says that it does not know. */
    private Transactions breaking(Transactions real) {
      return new Transactions() {
        @Override
        public <T> T write(Work<T> work) {
          T result = real.write(work);
          if (--commits < 0) {
            commits = Integer.MAX_VALUE;
            throw new StoreException("no answer to the commit");
          }
          return result;
        }

        @Override
        public <T> T read(Work<T> work) {
          return real.read(work);
        }

        @Override
        public <T> T query(Work<T> work) {
          return real.query(work);
        }
      };
    }

    void offer(KeptTrace trace) {
      traces.offer(trace);
    }

    void expire() {
      flush.expire(OTHERS, clock.instant());
    }

    /** Of all rows, without the sum that is kept. */
    long bytesInTable() {
      return number("SELECT COALESCE(SUM(LENGTH(data)), 0) FROM kept_trace_parts");
    }
  }

  Replica replica(String name) {
    return replica(name, MUCH);
  }

  Replica replica(String name, long keep) {
    return replica(name, keep, MUCH);
  }

  private Replica replica(String name, long keep, long mostWaiting) {
    Store store =
        new Store(
            place(), new Calendar(ZoneOffset.UTC), Duration.ofMinutes(30), OTHERS, name, clock);
    stores.add(store);
    store.open();
    return new Replica(store, keep, mostWaiting);
  }

  @AfterEach
  void closeStores() {
    stores.forEach(Store::close);
  }

  private long number(String sql) {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A trace that begins so many seconds after the start, and has that id. */
  static Made trace(long id) {
    return new Made(id);
  }

  /** Makes a trace. */
  static final class Made {
    private final long id;
    private Decision reason = Decision.SAMPLED;
    private String service = "orders";
    private String tool = "find";
    private Outcome outcome = Outcome.OK;
    private long start;
    private long duration = TimeUnit.MILLISECONDS.toNanos(20);
    private int spans = 1;
    private String slowest = "query";
    private byte[] request;

    private Made(long id) {
      this.id = id;
      start = START_NANOS + TimeUnit.SECONDS.toNanos(id);
      request = Requests.request("orders", Requests.toolCall("find", RETENTION)).toByteArray();
    }

    Made reason(Decision value) {
      reason = value;
      return this;
    }

    Made service(String value) {
      service = value;
      return this;
    }

    Made tool(String value) {
      tool = value;
      return this;
    }

    Made outcome(Outcome value) {
      outcome = value;
      return this;
    }

    Made startsAfter(Duration value) {
      start = START_NANOS + value.toNanos();
      return this;
    }

    Made duration(Duration value) {
      duration = value.toNanos();
      return this;
    }

    Made spans(int value) {
      spans = value;
      return this;
    }

    Made late() {
      slowest = "";
      return this;
    }

    Made request(ExportTraceServiceRequest value) {
      request = value.toByteArray();
      return this;
    }

    Made request(byte[] value) {
      request = value.clone();
      return this;
    }

    /** Has random bytes of that number. */
    Made incompressible(int bytes) {
      byte[] random = new byte[bytes];
      new Random(id).nextBytes(random);
      return request(
          Requests.request("orders", Span.newBuilder().setSpanId(ByteString.copyFrom(random))));
    }

    KeptTrace build() {
      return new KeptTrace(
          0,
          id,
          reason,
          ServiceId.of(service),
          tool,
          outcome,
          start,
          start + duration,
          spans,
          slowest,
          request);
    }
  }

  private static TraceFilter all() {
    return page(null, 100);
  }

  private static TraceFilter page(StoredTrace after, int limit) {
    return new TraceFilter(
        null,
        null,
        null,
        0,
        START.toEpochMilli(),
        START.plus(RETENTION).toEpochMilli(),
        after,
        limit);
  }

  List<Long> ids(Replica replica) {
    return ids(replica.traces.list(all()));
  }

  private static List<Long> ids(List<StoredTrace> traces) {
    return traces.stream().map(StoredTrace::idLow).toList();
  }

  /** Of traces that only chance has kept. */
  @Test
  void samples_beyondThoseOfAMinute_areNotStored_othersAre() {
    Replica replica = replica("one");
    for (long id = 1; id <= KeptTraces.LEAST_SAMPLES_PER_MINUTE + 5; id++) {
      replica.offer(trace(id).build());
    }
    replica.offer(trace(-1).reason(Decision.RARE).build());
    replica.flush.flushed();
    assertThat(number("SELECT COUNT(*) FROM kept_traces"))
        .isEqualTo(KeptTraces.LEAST_SAMPLES_PER_MINUTE + 1);
    assertThat(replica.traces.lost(Loss.SAMPLES)).isEqualTo(5);
    assertThat(replica.traces.lost(Loss.LIMIT)).isZero();
    clock.advance(Duration.ofMinutes(1));
    replica.offer(trace(-2).build());
    replica.flush.flushed();
    assertThat(number("SELECT COUNT(*) FROM kept_traces"))
        .isEqualTo(KeptTraces.LEAST_SAMPLES_PER_MINUTE + 2);
  }

  @Test
  void trace_isReadAsItWasKept() {
    Replica replica = replica("a");
    KeptTrace kept =
        trace(7)
            .reason(Decision.SLOW)
            .outcome(Outcome.CLIENT_ERROR)
            .duration(Duration.ofSeconds(3))
            .spans(5)
            .build();
    replica.offer(kept);
    assertThat(replica.traces.find(0, 7)).isEmpty();
    replica.flush.flushed();
    StoredTrace found = replica.traces.find(0, 7).orElseThrow();
    assertThat(found)
        .usingRecursiveComparison()
        .isEqualTo(
            new StoredTrace(
                0,
                7,
                Decision.SLOW,
                "orders",
                "find",
                Outcome.CLIENT_ERROR,
                kept.startNanos(),
                kept.endNanos(),
                5,
                "query",
                List.of(kept.request())));
    assertThat(replica.traces.list(all()))
        .singleElement()
        .satisfies(listed -> assertThat(listed.requests()).isEmpty())
        .usingRecursiveComparison()
        .ignoringFields("requests")
        .isEqualTo(found);
    assertThat(replica.traces.find(1, 7)).isEmpty();
  }

  @Test
  void partsOfOneTrace_areOneEntry_whateverTheirOrder() {
    KeptTrace call =
        trace(1)
            .reason(Decision.SLOW)
            .outcome(Outcome.SERVER_ERROR)
            .duration(Duration.ofSeconds(9))
            .spans(3)
            .build();
    KeptTrace client =
        trace(1)
            .reason(Decision.RARE)
            .service("agent")
            .tool("")
            .startsAfter(Duration.ZERO)
            .duration(Duration.ofSeconds(2))
            .spans(2)
            .build();
    KeptTrace late =
        trace(1)
            .reason(Decision.ERROR)
            .service("billing")
            .tool("")
            .late()
            .startsAfter(Duration.ofSeconds(4))
            .duration(Duration.ofSeconds(30))
            .spans(4)
            .build();
    StoredTrace wanted =
        new StoredTrace(
            0,
            1,
            Decision.ERROR,
            "orders",
            "find",
            Outcome.SERVER_ERROR,
            client.startNanos(),
            late.endNanos(),
            9,
            "query",
            List.of());
    Replica a = replica("a");
    Replica b = place() instanceof StoreLocation.Server ? replica("b") : a;
    for (List<KeptTrace> order :
        List.of(
            List.of(call, client, late),
            List.of(late, client, call),
            List.of(client, late, call))) {
      a.offer(order.get(0));
      b.offer(order.get(1));
      a.offer(order.get(2));
      b.flush.flushed();
      a.flush.flushed();
      for (Replica any : List.of(a, b)) {
        assertThat(any.traces.list(all())).containsExactly(wanted);
        assertThat(any.traces.find(0, 1).orElseThrow().requests()).hasSize(3);
      }
      TraceFilter longOnes =
          new TraceFilter(
              "orders",
              "find",
              Outcome.SERVER_ERROR,
              late.endNanos() - client.startNanos(),
              START.toEpochMilli(),
              Long.MAX_VALUE,
              null,
              9);
      assertThat(a.traces.list(longOnes)).containsExactly(wanted);
      new TraceTable(a.store.transactions()).dropBeyond(0);
      assertThat(a.traces.list(all())).isEmpty();
    }
  }

  @Test
  void list_answersEveryFilter_asAFullSearchWould() {
    Replica replica = replica("a");
    Random random = new Random(17);
    List<KeptTrace> kept = new ArrayList<>();
    for (int id = 0; id < 500; id++) {
      kept.add(
          trace(id)
              .service(List.of("orders", "billing", "wiki").get(random.nextInt(3)))
              .tool(List.of("find", "list", "").get(random.nextInt(3)))
              .outcome(Outcome.values()[random.nextInt(3)])
              .duration(Duration.ofMillis(random.nextInt(1_000)))
              // Several begin at the same time.
              .startsAfter(Duration.ofSeconds(random.nextInt(100)))
              .build());
      replica.offer(kept.get(id));
    }
    replica.flush.flushed();
    for (int i = 0; i < 200; i++) {
      String service = random.nextBoolean() ? null : "billing";
      String tool = random.nextBoolean() ? null : random.nextBoolean() ? "list" : "";
      Outcome outcome = random.nextBoolean() ? null : Outcome.SERVER_ERROR;
      long min = random.nextBoolean() ? 0 : TimeUnit.MILLISECONDS.toNanos(500);
      long from = START.toEpochMilli() + random.nextInt(50_000);
      long to = from + random.nextInt(60_000);
      List<KeptTrace> wanted =
          kept.stream()
              .filter(trace -> service == null || trace.service().name().equals(service))
              .filter(trace -> tool == null || trace.tool().equals(tool))
              .filter(trace -> outcome == null || trace.outcome() == outcome)
              .filter(trace -> trace.endNanos() - trace.startNanos() >= min)
              .filter(trace -> trace.startNanos() >= TimeUnit.MILLISECONDS.toNanos(from))
              .filter(trace -> trace.startNanos() < TimeUnit.MILLISECONDS.toNanos(to))
              .sorted(
                  java.util.Comparator.comparingLong(KeptTrace::startNanos)
                      .thenComparing(KeptTrace::idLow)
                      .reversed())
              .toList();
      List<Long> paged = new ArrayList<>();
      StoredTrace after = null;
      while (true) {
        List<StoredTrace> page =
            replica.traces.list(
                new TraceFilter(service, tool, outcome, min, from, to, after, 1 + i % 40));
        if (page.isEmpty()) {
          break;
        }
        paged.addAll(ids(page));
        after = page.get(page.size() - 1);
      }
      assertThat(paged).isEqualTo(wanted.stream().map(KeptTrace::idLow).toList());
    }
  }

  @Test
  void pages_stayAsTheyAre_whileTracesComeAndGo() {
    Replica replica = replica("a");
    for (int id = 1; id <= 20; id++) {
      replica.offer(trace(id).build());
    }
    replica.flush.flushed();
    List<StoredTrace> first = replica.traces.list(page(null, 10));
    replica.offer(trace(30).build());
    replica.flush.flushed();
    List<StoredTrace> second = replica.traces.list(page(first.get(9), 10));
    assertThat(ids(first)).startsWith(20L).endsWith(11L).hasSize(10);
    assertThat(ids(second)).startsWith(10L).endsWith(1L).hasSize(10);
    assertThat(replica.traces.list(page(second.get(9), 10))).isEmpty();
  }

  @Test
  void commitWithoutAnAnswer_isRepeated_andAddsNothingTwice() {
    Replica replica = replica("a");
    for (int id = 1; id <= 5; id++) {
      replica.offer(trace(id).build());
    }
    replica.commits = 0;
    assertThatThrownBy(replica.flush::flushed).hasMessage("no answer to the commit");
    replica.offer(trace(3).late().build());
    replica.flush.flushed();
    replica.flush.flushed();
    List<StoredTrace> traces = replica.traces.list(all());
    assertThat(ids(traces)).containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(traces.stream().map(StoredTrace::spans)).containsExactly(1, 1, 2, 1, 1);
    assertThat(replica.traces.find(0, 2).orElseThrow().requests()).hasSize(1);
    assertThat(replica.traces.find(0, 3).orElseThrow().requests()).hasSize(2);
    assertThat(replica.flush.storedBytes()).hasValue(replica.bytesInTable());
  }

  @Test
  void whileTheStoreIsAway_tracesWait_upToTheBound_andWhatIsBeyondIsCounted() {
    long size = TraceQueue.TRACE_BYTES + 20_100;
    Replica replica = replica("a", MUCH, 10 * size);
    try (CapturedLog log = CapturedLog.start()) {
      for (int id = 1; id <= 25; id++) {
        replica.offer(trace(id).incompressible(20_000).build());
      }
      replica.commits = 0;
      assertThatThrownBy(replica.flush::flushed).isInstanceOf(StoreException.class);
      replica.offer(trace(26).incompressible(20_000).build());
      assertThat(log.text().lines().filter(line -> line.contains("are not stored")))
          .singleElement()
          .asString()
          .contains("toolwatch.traces.ratio", "toolwatch.store.flush-interval");
      clock.advance(Duration.ofMinutes(1));
      replica.offer(trace(27).incompressible(20_000).build());
      assertThat(log.text().lines().filter(line -> line.contains("are not stored"))).hasSize(2);
    }
    assertThat(replica.traces.lost(Loss.LIMIT)).isEqualTo(17);
    replica.flush.flushed();
    assertThat(ids(replica)).hasSize(10).startsWith(10L).endsWith(1L);
    replica.offer(trace(28).build());
    replica.flush.flushed();
    assertThat(ids(replica)).startsWith(28L);
    assertThat(replica.traces.lost(Loss.LIMIT)).isEqualTo(17);
  }

  @Test
  void moreBetweenTwoFlushesThanMayWait_isCounted_andTheNextAreStored() {
    Replica replica = replica("a", MUCH, KeptTraces.MOST_WAITING);
    int megabyte = 1 << 20;
    for (int id = 1; id <= 12; id++) {
      replica.offer(trace(id).incompressible(megabyte).build());
    }
    replica.flush.flushed();
    // Each takes somewhat more than its bytes.
    assertThat(ids(replica)).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    assertThat(replica.traces.lost(Loss.LIMIT)).isEqualTo(5);
    for (int id = 21; id <= 27; id++) {
      replica.offer(trace(id).incompressible(megabyte).build());
    }
    replica.flush.flushed();
    assertThat(ids(replica)).hasSize(14);
    assertThat(replica.traces.lost(Loss.LIMIT)).isEqualTo(5);
  }

  @Test
  void oneTraceAboveTheBound_isCounted_othersAreStored() {
    Replica replica = replica("a", MUCH, 50_000);
    replica.offer(trace(1).incompressible(60_000).build());
    replica.offer(trace(2).build());
    replica.flush.flushed();
    assertThat(ids(replica)).containsExactly(2L);
    assertThat(replica.traces.lost(Loss.LIMIT)).isEqualTo(1);
  }

  @Test
  void traceThatCannotBeRedacted_isNotStored() {
    Replica replica = replica("a");
    replica.offer(trace(1).request(new byte[] {10, 99, 1}).build());
    replica.offer(trace(2).build());
    replica.flush.flushed();
    assertThat(ids(replica)).containsExactly(2L);
    assertThat(replica.traces.lost(Loss.MALFORMED)).isEqualTo(1);
  }

  @Test
  void beyondTheBytes_theOldestGo_andNoMoreThanThat() {
    Replica replica = replica("a", 50_000);
    for (int id = 1; id <= 300; id++) {
      replica.offer(trace(id).incompressible(1_000).build());
      if (id % 10 == 0) {
        clock.advance(Duration.ofSeconds(10));
        replica.flush.flushed();
        assertThat(replica.bytesInTable()).isLessThanOrEqualTo(50_000);
      }
    }
    assertThat(replica.bytesInTable()).isGreaterThan(50_000 - 1_100);
    assertThat(replica.flush.storedBytes()).hasValue(replica.bytesInTable());
    List<Long> left = ids(replica);
    assertThat(left).startsWith(300L).hasSizeBetween(40, 50);
    assertThat(number("SELECT COUNT(*) FROM kept_traces")).isEqualTo(left.size());
  }

  @Test
  void beyondTheTime_tracesGo_withAllTheirParts() {
    Replica replica = replica("a");
    for (int id = 1; id <= 1_000; id++) {
      replica.offer(trace(id).build());
    }
    replica.flush.flushed();
    clock.advance(RETENTION.minusMinutes(1));
    replica.offer(trace(2_000).build());
    replica.offer(trace(1).late().build());
    replica.flush.flushed();
    replica.expire();
    assertThat(number("SELECT COUNT(*) FROM kept_traces")).isEqualTo(1_001);
    clock.advance(Duration.ofMinutes(2));
    replica.expire();
    assertThat(ids(replica)).containsExactly(2_000L);
    assertThat(number("SELECT COUNT(*) FROM kept_trace_parts")).isEqualTo(1);
    replica.flush.flushed();
    assertThat(replica.flush.storedBytes()).hasValue(replica.bytesInTable());
  }

  @Test
  void keepOfZero_takesNothing_andDropsWhatIsThere() {
    Replica before = replica("a");
    before.offer(trace(1).build());
    before.flush.flushed();
    before.store.close();
    Replica replica = replica("a", 0);
    replica.offer(trace(2).build());
    assertThat(replica.traces.queue().take(1)).isEmpty();
    replica.flush.flushed();
    assertThat(ids(replica)).isEmpty();
    assertThat(number("SELECT COUNT(*) FROM kept_trace_parts")).isZero();
    assertThat(replica.flush.storedBytes()).hasValue(0);
    assertThat(replica.traces.lost(Loss.LIMIT)).isZero();
  }

  @Test
  void partsBeyondTheBytesOfATrace_areLeftOut() {
    Replica replica = replica("a");
    byte[] zeros =
        Requests.request(
                "orders", Span.newBuilder().setSpanId(ByteString.copyFrom(new byte[400_000])))
            .toByteArray();
    for (int part = 0; part < 4; part++) {
      replica.offer(trace(1).request(zeros).build());
    }
    replica.flush.flushed();
    StoredTrace found = replica.traces.find(0, 1).orElseThrow();
    assertThat(found.requests()).hasSize(2);
    assertThat(found.spans()).isEqualTo(4);
  }

  @Test
  void malformedRows_areSkipped_othersAnswer() throws SQLException {
    Replica replica = replica("a");
    for (int id = 1; id <= 6; id++) {
      replica.offer(trace(id).build());
    }
    replica.offer(trace(6).build());
    replica.flush.flushed();
    execute("UPDATE kept_traces SET outcome = 9 WHERE id_low IN (5, 3)");
    execute("UPDATE kept_traces SET reason = -1 WHERE id_low = 2");
    execute(
        "UPDATE kept_trace_parts SET data = "
            + (url().contains("sqlite") ? "x'0102'" : "'\\x0102'")
            + " WHERE id = (SELECT MIN(id) FROM kept_trace_parts WHERE id_low = 6)");
    try (CapturedLog log = CapturedLog.start()) {
      assertThat(ids(replica.traces.list(page(null, 3)))).containsExactly(6L, 4L, 1L);
      assertThat(replica.traces.find(0, 5)).isEmpty();
      assertThat(replica.traces.find(0, 6).orElseThrow().requests()).hasSize(1);
      assertThat(log.text()).contains("A row of the table kept_traces is malformed");
    }
  }

  @Test
  void identitiesAndArguments_areNowhereInTheDatabase() throws Exception {
    Replica replica = replica("a");
    Span.Builder span =
        Requests.toolCall("find", Duration.ofSeconds(1))
            .addAttributes(Requests.attribute("enduser.id", "SECRET-user-1"))
            .addAttributes(Requests.attribute("gen_ai.tool.call.arguments", "SECRET-argument-2"))
            .addAttributes(Requests.attribute("http.request.header.Cookie", "SECRET-header-3"))
            .addEvents(
                Span.Event.newBuilder()
                    .addAttributes(Requests.attribute("gen_ai.input.messages", "SECRET-prompt-4")))
            .addLinks(
                Span.Link.newBuilder().addAttributes(Requests.attribute("user.id", "SECRET-5")))
            .addAttributes(Requests.attribute("db.system.name", "left-as-it-is"));
    replica.offer(trace(1).request(Requests.request("orders", span)).build());
    replica.flush.flushed();
    byte[] stored = replica.traces.find(0, 1).orElseThrow().requests().get(0);
    assertThat(ExportTraceServiceRequest.parseFrom(stored).toString())
        .contains("left-as-it-is", Redaction.REPLACEMENT)
        .doesNotContain("SECRET");
    assertThat(atRest()).allSatisfy(bytes -> assertThat(bytes).doesNotContain("SECRET"));
    assertThat(atRest()).anySatisfy(bytes -> assertThat(bytes).contains("orders"));
  }

  /** Everything in files or columns, and the columns inflated. */
  List<String> atRest() throws Exception {
    List<String> all = new ArrayList<>();
    if (place() instanceof StoreLocation.Directory directory) {
      try (var files = java.nio.file.Files.list(directory.path())) {
        for (java.nio.file.Path file : files.toList()) {
          all.add(new String(java.nio.file.Files.readAllBytes(file), ISO_8859_1));
        }
      }
    }
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      try (var row = statement.executeQuery("SELECT data FROM kept_trace_parts")) {
        while (row.next()) {
          byte[] data = row.getBytes(1);
          all.add(new String(data, ISO_8859_1));
          all.add(new String(Zlib.inflate(data, 1 << 20), ISO_8859_1));
        }
      }
      try (var row = statement.executeQuery("SELECT * FROM kept_traces")) {
        while (row.next()) {
          for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            all.add(row.getString(column));
          }
        }
      }
    }
    return all;
  }
}
