package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.mcp.CallTrees.Node;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens, it is counted once, in whatever order and pieces its spans arrive. */
class CallJoinProperties {
  private static final long START = 1_790_000_000_000L;
  private static final int WAIT = 40;
  private static final JoinLimits LIMITS =
      new JoinLimits(WAIT, 100_000, 1L << 30, 400_000, 2 * WAIT);

  @Property(tries = 1500)
  void accept_anyInterleavingWithinTheWait_countsWhatHappened(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int traces) {
    Random random = new Random(seed);
    CallTrees trees = CallTrees.of(random, traces);
    Counted counted = new Counted();
    JoinDriver join = join(LIMITS, roles(), counted);
    SortedMap<Long, List<Node>> arrivals = Arrivals.of(random, trees, START, 4 * WAIT, WAIT - 1);
    long accepted = 0;
    for (long now = START; now <= arrivals.lastKey(); now++) {
      for (List<JoinInput> batch :
          Arrivals.batches(random, arrivals.getOrDefault(now, List.of()))) {
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

  @Property(tries = 1000)
  void accept_spansMissing_decidesByWhatIsThere(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int traces) {
    Random random = new Random(seed);
    CallTrees trees = CallTrees.of(random, traces);
    Set<Node> there = new HashSet<>();
    ServiceRoles services = roles();
    for (Node node : trees.nodes()) {
      if (random.nextInt(4) > 0) {
        there.add(node);
      }
      services.learnServer(ServiceId.of(node.input().service()), true);
    }
    Counted counted = new Counted();
    JoinDriver join = join(LIMITS, services, counted);
    SortedMap<Long, List<Node>> arrivals = Arrivals.of(random, trees, START, 4 * WAIT, WAIT - 1);
    for (Map.Entry<Long, List<Node>> arrival : arrivals.entrySet()) {
      arrival.getValue().retainAll(there);
      for (List<JoinInput> batch : Arrivals.batches(random, arrival.getValue())) {
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
    JoinDriver join = join(LIMITS, roles(), counted);
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
      // Above another one, with at most a part of its call between them, it is one of its
      // duplicates.
      clients += role == SpanRole.CLIENT && nearest != SpanRole.CLIENT ? 1 : 0;
      nearest = role == SpanRole.NONE || role == SpanRole.PART ? nearest : role;
      accept(join, random, now);
    }
    join.finish();
    SpanCounts counts = join.counts();
    assertThat(counted.lines).containsEntry(Counted.server("orders", "tool-1"), 1);
    assertThat(counts.of(Disposition.OPERATION)).isEqualTo(1 + clients);
    assertThat(counts.late()).isGreaterThanOrEqualTo(requests);
    assertThat(settled(counts)).isEqualTo(2L * above + 1);
  }

  /** Traffic of others in between, which makes the table forget what is old. */
  private static void accept(JoinDriver join, Random random, long now) {
    JoinInput other =
        JoinInput.span("search", SpanRole.NONE, 1 + random.nextInt(1000), 0).inTrace(2);
    join.accept(JoinInput.batch(List.of(other)), now);
  }

  @Property(tries = 500)
  void accept_parentsWithoutOrder_endsAndAddsUp(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int spans) {
    Random random = new Random(seed);
    Counted counted = new Counted();
    JoinDriver join = join(new JoinLimits(WAIT, 10, 1L << 20, 16, 2 * WAIT), roles(), counted);
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
    JoinDriver join = join(LIMITS, roles(), counted);
    for (List<JoinInput> batch : Arrivals.split(random, circle)) {
      join.accept(JoinInput.batch(batch), START);
    }
    end(random, join, START);
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(1);
    assertThat(settled(join.counts())).isEqualTo(spans);
  }

  private static ServiceRoles roles() {
    return new ServiceRoles(Cardinalities.of(10_000, 100).services());
  }

  private static JoinDriver join(JoinLimits limits, ServiceRoles services, DecidedCalls decided) {
    return new JoinDriver(limits, services, decided);
  }

  private static void end(Random random, JoinDriver join, long now) {
    if (random.nextBoolean()) {
      join.finish();
    } else {
      join.expire(now + WAIT);
    }
  }

  static long settled(SpanCounts counts) {
    return Arrays.stream(counts.dispositions()).sum() + counts.pending();
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
}
