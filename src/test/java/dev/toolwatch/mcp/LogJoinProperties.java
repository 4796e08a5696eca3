package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.mcp.CallTrees.Node;
import dev.toolwatch.signal.LogMemory;
import dev.toolwatch.signal.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever crashes and is sent again: what is stored in the end is what has happened. */
class LogJoinProperties {
  private static final long START = 1_790_000_000_000L;
  private static final int WAIT = 40;
  private static final JoinLimits LIMITS =
      new JoinLimits(WAIT, 100_000, 1L << 30, 400_000, 1000L * WAIT);

  /** A record of the log. */
  private record LogRecord(List<JoinInput> spans, long millis) {}

  /** A process, its log, and what the store has. */
  private static final class Reader {
    private final List<LogRecord> log = new ArrayList<>();
    private LogPosition stored =
        new LogPosition("log", 1, LogPosition.NEVER, LogPosition.NEVER, LogMemory.NONE);
    private Counted storedCounts = new Counted();
    private Counted counts = new Counted();
    private CallJoin join = newJoin();
    private JoinDriver driver = new JoinDriver(join, counts);
    private LogJoin memory = new LogJoin(join, new OwnMetricsFixture().metrics);
    private int crashes;

    private static CallJoin newJoin() {
      return new CallJoin(LIMITS, new ServiceRoles(Cardinalities.of(10_000, 100).services()));
    }

    void append(List<JoinInput> spans, long millis) {
      log.add(new LogRecord(spans, millis));
      read(log.size() - 1, false);
    }

    private void read(int position, boolean again) {
      LogRecord one = log.get(position);
      join.at(position, again);
      driver.accept(JoinInput.batch(one.spans()), one.millis());
    }

    /** A flush: counts, position and memory are one transaction. */
    void flush() {
      long read = log.size();
      LogPosition now =
          new LogPosition("log", 1, Math.min(read, join.earliest()), read, memory.memory());
      stored = stored.then(now);
      storedCounts = copy(counts);
    }

    void crash() {
      crashes++;
      counts = copy(storedCounts);
      join = newJoin();
      driver = driver.restarted(join, counts);
      memory = new LogJoin(join, new OwnMetricsFixture().metrics);
      memory.restore(whole(stored));
      for (int i = (int) Math.max(0, stored.replayFrom()); i < log.size(); i++) {
        read(i, i < stored.read());
        if (i % 7 == crashes % 7) {
          flush(i + 1);
        }
      }
    }

    /** A flush in the middle of a replay. */
    private void flush(int upTo) {
      long read = Math.max(stored.read(), upTo);
      LogPosition now =
          new LogPosition("log", 1, Math.min(read, join.earliest()), read, memory.memory());
      stored = stored.then(now);
      storedCounts = copy(counts);
    }

    /** As the table of the store holds it. */
    private static LogPosition whole(LogPosition position) {
      Map<String, byte[]> parts = position.memory().changed();
      return new LogPosition(
          position.log(),
          position.owner(),
          position.replayFrom(),
          position.read(),
          LogMemory.whole(parts));
    }

    private static Counted copy(Counted of) {
      Counted copy = new Counted();
      copy.lines.putAll(of.lines);
      return copy;
    }
  }

  @Property(tries = 150)
  void crashesAndResends_countEverythingOnce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int traces) {
    Random random = new Random(seed);
    CallTrees trees = CallTrees.of(random, traces);
    Reader reader = new Reader();
    SortedMap<Long, List<Node>> arrivals = Arrivals.of(random, trees, START, 4 * WAIT, WAIT - 1);
    for (long now = START; now <= arrivals.lastKey(); now++) {
      for (List<JoinInput> batch :
          Arrivals.batches(random, arrivals.getOrDefault(now, List.of()))) {
        reader.append(batch, now);
        if (random.nextInt(4) == 0) {
          reader.append(reader.log.get(random.nextInt(reader.log.size())).spans(), now);
        }
      }
      switch (random.nextInt(40)) {
        case 0 -> reader.crash();
        case 1, 2, 3 -> reader.flush();
        case 4, 5 -> reader.driver.expire(now);
        default -> {
          // nothing happens
        }
      }
    }
    if (random.nextBoolean()) {
      reader.crash();
    }
    reader.driver.finish();
    reader.flush();
    assertThat(reader.storedCounts.lines).isEqualTo(trees.counted().lines);
    assertThat(reader.stored.replayFrom()).isEqualTo(reader.log.size());
    assertThat(reader.join.pending()).isZero();
  }
}
