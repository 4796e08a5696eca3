package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.mcp.CallTrees.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens, it is counted once, in whatever order and pieces its spans arrive. */
class CallJoinProperties {
  private static final long START = 1_790_000_000_000L;
  private static final int WAIT = 40;
  private static final JoinLimits LIMITS = new JoinLimits(WAIT, 100_000, 400_000);

  @Property(tries = 1500)
  void accept_anyInterleavingWithinTheWait_countsWhatHappened(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int traces) {
    Random random = new Random(seed);
    CallTrees trees = CallTrees.of(random, traces);
    Counted counted = new Counted();
    CallJoin join = join(LIMITS, new ServiceRoles(100), counted);
    SortedMap<Long, List<Node>> arrivals = arrivals(random, trees, WAIT - 1);
    long accepted = 0;
    for (long now = START; now <= arrivals.lastKey(); now++) {
      for (List<JoinInput> batch : batches(random, arrivals.getOrDefault(now, List.of()))) {
        join.accept(JoinInput.batch(batch), now);
        accepted += batch.size();
        assertThat(settled(join.counts())).isEqualTo(accepted);
      }
      if (random.nextInt(4) == 0) {
        join.expire(now);
        assertThat(settled(join.counts())).isEqualTo(accepted);
      }
    }
    end(random, join, arrivals.lastKey());
    assertThat(counted.lines).isEqualTo(trees.counted().lines);
    assertThat(join.counts().dispositions()).isEqualTo(trees.dispositions());
    assertThat(join.counts().pending()).isZero();
    assertThat(join.counts().late()).isZero();
  }

  @Property(tries = 500)
  void accept_overSeveralLoops_countsWhatHappened(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int traces,
      @ForAll @IntRange(min = 1, max = 3) int loops) {
    Random random = new Random(seed);
    CallTrees trees = CallTrees.of(random, traces);
    Counted counted = new Counted();
    Joins joins = new Joins(loops, LIMITS, new ServiceRoles(100), new KnownTools(100, 10_000));
    List<QueuedLoop> queues = new ArrayList<>();
    List<Lane> lanes = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      queues.add(new QueuedLoop());
      lanes.add(joins.open(i, queues.get(i), counted));
    }
    // What is handed over may lie in a queue for the other half of the wait.
    SortedMap<Long, List<Node>> arrivals = arrivals(random, trees, WAIT / 2);
    long accepted = 0;
    for (long now = START; now <= arrivals.lastKey() + WAIT; now++) {
      for (QueuedLoop queue : queues) {
        queue.now = now;
        queue.runThoseFrom(now - WAIT / 2 + 1);
      }
      for (List<JoinInput> batch : batches(random, arrivals.getOrDefault(now, List.of()))) {
        lanes.get(random.nextInt(loops)).accept(JoinInput.batch(batch), now);
        accepted += batch.size();
        queues.get(random.nextInt(loops)).runSome(random);
        assertThat(settled(sum(lanes))).isEqualTo(accepted);
      }
      lanes.get(random.nextInt(loops)).expire(now);
      assertThat(settled(sum(lanes))).isEqualTo(accepted);
    }
    queues.forEach(queue -> queue.runThoseFrom(Long.MAX_VALUE));
    lanes.forEach(Lane::finish);
    assertThat(counted.lines).isEqualTo(trees.counted().lines);
    assertThat(sum(lanes).dispositions()).isEqualTo(trees.dispositions());
  }

  @Property(tries = 1000)
  void accept_spansMissing_decidesByWhatIsThere(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int traces) {
    Random random = new Random(seed);
    CallTrees trees = CallTrees.of(random, traces);
    Set<Node> there = new HashSet<>();
    ServiceRoles services = new ServiceRoles(100);
    for (Node node : trees.nodes()) {
      if (random.nextInt(4) > 0) {
        there.add(node);
      }
      services.learnServer(node.input().service());
    }
    Counted counted = new Counted();
    CallJoin join = join(LIMITS, services, counted);
    SortedMap<Long, List<Node>> arrivals = arrivals(random, trees, WAIT - 1);
    for (Map.Entry<Long, List<Node>> arrival : arrivals.entrySet()) {
      arrival.getValue().retainAll(there);
      for (List<JoinInput> batch : batches(random, arrival.getValue())) {
        join.accept(JoinInput.batch(batch), arrival.getKey());
      }
    }
    end(random, join, arrivals.lastKey());
    long[] expected = new long[Disposition.values().length];
    there.forEach(node -> expected[byTheRule(node, there).ordinal()]++);
    assertThat(join.counts().dispositions()).isEqualTo(expected);
  }

  /** One chain in one service, from the inside out, each span after the one below was decided. */
  @Property(tries = 1000)
  void accept_everySpanAboveTooLate_countsTheInnermostAlone(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int above) {
    Random random = new Random(seed);
    List<SpanRole> roles =
        List.of(SpanRole.SERVER, SpanRole.TOOL, SpanRole.PART, SpanRole.NONE, SpanRole.CLIENT);
    Counted counted = new Counted();
    CallJoin join = join(LIMITS, new ServiceRoles(100), counted);
    JoinInput innermost = JoinInput.span("orders", SpanRole.TOOL, 1, 2);
    long now = START + random.nextInt(WAIT);
    join.accept(JoinInput.batch(List.of(innermost)), now);
    int clients = 0;
    int requests = 0;
    SpanRole nearest = SpanRole.TOOL;
    for (int id = 2; id <= above + 1; id++) {
      SpanRole role = roles.get(random.nextInt(roles.size()));
      // From the end of the wait of the one below to the last moment at which it is remembered.
      now += WAIT + random.nextInt(WAIT + 1);
      join.expire(now);
      join.accept(JoinInput.batch(List.of(JoinInput.span("orders", role, id, id + 1))), now);
      requests += role == SpanRole.SERVER || role == SpanRole.TOOL ? 1 : 0;
      // Directly above another one it is one of its duplicates.
      clients += role == SpanRole.CLIENT && nearest != SpanRole.CLIENT ? 1 : 0;
      nearest = role == SpanRole.NONE ? nearest : role;
      accept(join, random, now);
    }
    join.finish();
    JoinCounts counts = join.counts();
    assertThat(counted.lines).containsEntry(Counted.server("orders", "tool-1"), 1);
    assertThat(counts.of(Disposition.OPERATION)).isEqualTo(1 + clients);
    assertThat(counts.late()).isGreaterThanOrEqualTo(requests);
    assertThat(settled(counts)).isEqualTo(2L * above + 1);
  }

  /** Traffic of others in between, which makes the table forget what is old. */
  private static void accept(CallJoin join, Random random, long now) {
    JoinInput other =
        JoinInput.span("search", SpanRole.NONE, 1 + random.nextInt(1000), 0).inTrace(2);
    join.accept(JoinInput.batch(List.of(other)), now);
  }

  @Property(tries = 500)
  void accept_parentsWithoutOrder_endsAndAddsUp(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int spans) {
    Random random = new Random(seed);
    Counted counted = new Counted();
    CallJoin join = join(new JoinLimits(WAIT, 10, 16), new ServiceRoles(100), counted);
    long now = START;
    for (int i = 1; i <= spans; i++) {
      SpanRole role = SpanRole.of(random.nextInt(SpanRole.values().length));
      JoinInput span = JoinInput.span("orders", role, 1 + random.nextInt(8), random.nextInt(9));
      join.accept(JoinInput.batch(List.of(span)), now += random.nextInt(30));
      assertThat(settled(join.counts())).isEqualTo(i);
      assertThat(join.counts().pending()).isLessThanOrEqualTo(10);
    }
    join.finish();
    assertThat(join.counts().pending()).isZero();
    assertThat(settled(join.counts())).isEqualTo(spans);
  }

  /** One request whose SERVER spans go round in a circle: it is still one request. */
  @Property(tries = 300)
  void accept_aCircleOfServerSpans_countsOnce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int spans) {
    Random random = new Random(seed);
    List<JoinInput> circle = new ArrayList<>();
    for (int id = 1; id <= spans; id++) {
      SpanRole role = id == 1 || random.nextBoolean() ? SpanRole.SERVER : SpanRole.NONE;
      circle.add(JoinInput.span("orders", role, id, id % spans + 1));
    }
    Collections.shuffle(circle, random);
    Counted counted = new Counted();
    CallJoin join = join(LIMITS, new ServiceRoles(100), counted);
    for (List<JoinInput> batch : split(random, circle)) {
      join.accept(JoinInput.batch(batch), START);
    }
    end(random, join, START);
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(1);
    assertThat(settled(join.counts())).isEqualTo(spans);
  }

  private static CallJoin join(JoinLimits limits, ServiceRoles services, CallHandler handler) {
    return new CallJoin(limits, services, new KnownTools(100, 10_000), handler);
  }

  private static void end(Random random, CallJoin join, long now) {
    if (random.nextBoolean()) {
      join.finish();
    } else {
      join.expire(now + WAIT);
    }
  }

  static long settled(JoinCounts counts) {
    return Arrays.stream(counts.dispositions()).sum() + counts.pending();
  }

  private static JoinCounts sum(List<Lane> lanes) {
    return lanes.stream().map(Lane::counts).reduce(JoinCounts.NONE, JoinCounts::plus);
  }

  /** When each span arrives: those of one story within the spread, stories at any time. */
  private static SortedMap<Long, List<Node>> arrivals(Random random, CallTrees trees, int spread) {
    Map<Integer, Long> begins = new HashMap<>();
    SortedMap<Long, List<Node>> arrivals = new TreeMap<>();
    for (Node node : trees.nodes()) {
      long begin = begins.computeIfAbsent(node.story(), story -> START + random.nextInt(4 * WAIT));
      long at = begin + random.nextInt(spread + 1);
      arrivals.computeIfAbsent(at, when -> new ArrayList<>()).add(node);
    }
    arrivals.values().forEach(nodes -> Collections.shuffle(nodes, random));
    return arrivals;
  }

  private static List<List<JoinInput>> batches(Random random, List<Node> nodes) {
    return split(random, nodes.stream().map(Node::input).toList());
  }

  private static List<List<JoinInput>> split(Random random, List<JoinInput> spans) {
    List<List<JoinInput>> batches = new ArrayList<>();
    for (JoinInput span : spans) {
      if (batches.isEmpty() || random.nextInt(3) == 0) {
        batches.add(new ArrayList<>());
      }
      batches.get(batches.size() - 1).add(span);
    }
    return batches;
  }

  /** What stands above a span in its own process, as far as it is there. */
  private record Above(
      boolean server, boolean tool, boolean outbound, SpanRole nearest, boolean complete) {
    private static final Above NOTHING = new Above(false, false, false, SpanRole.NONE, true);
    private static final Above UNKNOWN = new Above(false, false, false, SpanRole.NONE, false);

    private static Above of(Node node, Set<Node> there) {
      JoinInput span = node.input();
      if (span.parent() == 0 || span.remoteParent()) {
        return NOTHING;
      }
      Node above = node.above();
      if (above == null || !there.contains(above)) {
        return UNKNOWN;
      }
      JoinInput parent = above.input();
      return parent.service().equals(span.service())
          ? of(above, there).below(parent.role())
          : NOTHING;
    }

    private Above below(SpanRole role) {
      return switch (role) {
        case SERVER -> new Above(true, tool, false, role, complete);
        case TOOL -> new Above(server, true, false, role, complete);
        case CLIENT, OUTER_CLIENT, PART -> new Above(server, tool, false, role, complete);
        case OUTBOUND -> new Above(server, tool, true, nearest, complete);
        case NONE, AUTH -> this;
      };
    }

    private boolean inRequest() {
      return nearest == SpanRole.SERVER || nearest == SpanRole.TOOL || nearest == SpanRole.PART;
    }
  }

  private static Disposition byTheRule(Node node, Set<Node> there) {
    Above above = Above.of(node, there);
    return switch (node.input().role()) {
      case NONE -> Disposition.OTHER;
      case PART -> Disposition.DUPLICATE;
      case AUTH -> Disposition.AUTH;
      case SERVER -> above.server ? Disposition.DUPLICATE : Disposition.OPERATION;
      case TOOL -> above.server || above.tool ? Disposition.DUPLICATE : Disposition.OPERATION;
      case CLIENT, OUTER_CLIENT ->
          above.nearest == SpanRole.CLIENT ? Disposition.DUPLICATE : Disposition.OPERATION;
      case OUTBOUND -> {
        // Where nothing is known to be above, a server's calls are taken to be dependencies.
        boolean called = above.inRequest() || above.nearest == SpanRole.NONE && !above.complete;
        Disposition outermost = above.outbound ? Disposition.DUPLICATE : Disposition.DEPENDENCY;
        yield called ? outermost : Disposition.OTHER;
      }
    };
  }

  /** An event loop whose tasks lie in a queue until the test has them run. */
  private static final class QueuedLoop implements java.util.concurrent.Executor {
    private record Task(long submitted, Runnable task) {}

    private final Deque<Task> tasks = new ArrayDeque<>();
    private long now;

    @Override
    public void execute(Runnable task) {
      tasks.add(new Task(now, task));
    }

    void runSome(Random random) {
      for (int i = random.nextInt(tasks.size() + 1); i > 0; i--) {
        tasks.remove().task().run();
      }
    }

    /** Runs what was submitted before a time. */
    void runThoseFrom(long before) {
      while (!tasks.isEmpty() && tasks.peek().submitted() < before) {
        tasks.remove().task().run();
      }
    }
  }
}
