package dev.toolwatch.mcp;

import dev.toolwatch.signal.Disposition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Made-up traces: agents that call MCP servers, directly, through a gateway or not telling of
 * themselves at all; servers with servers mounted in them, tools, dependencies and calls of other
 * servers. What is to be counted is noted down while they are made, from what happens, not from the
 * spans.
 */
public final class CallTrees {
  /** A span, when it belongs to the story, and what is to become of it. */
  public record Node(JoinInput input, Node above, int story, Disposition expected) {}

  private static final List<String> AGENTS = List.of("agent-a", "agent-b");
  private static final List<String> SERVERS = List.of("orders", "search", "files");
  private static final int MAX_DEPTH = 3;

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Counted counted = new Counted();
  private final long[] dispositions = new long[Disposition.values().length];
  private long ids;
  private long trace;
  private int stories;

  private CallTrees(Random random) {
    this.random = random;
  }

  public static CallTrees of(Random random, int traces) {
    CallTrees trees = new CallTrees(random);
    for (int i = 0; i < traces; i++) {
      trees.newTrace();
    }
    return trees;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Stories have spans that come within the wait of each other. */
  int stories() {
    return stories;
  }

  public Counted counted() {
    return counted;
  }

  public long[] dispositions() {
    return dispositions.clone();
  }

  private void newTrace() {
    trace++;
    String agent = one(AGENTS);
    Node turn = null;
    // An agent that has sent no spans yet, or never will: its id is the parent all the same.
    long silent = chance(30) ? ++ids : 0;
    if (silent == 0 && chance(80)) {
      turn = add(null, 0, false, agent, SpanRole.NONE, Disposition.OTHER);
    }
    for (int i = between(1, 4); i > 0; i--) {
      stories++;
      switch (random.nextInt(6)) {
        case 0 -> loneTool(silent);
        case 1 -> backgroundWork();
        default -> call(turn, silent, agent, 0);
      }
    }
  }

  /** A call as everyone on its way sees it. */
  private void call(Node caller, long silent, String agent, int depth) {
    String tool = "tool-" + ++ids;
    Node from = caller;
    if (caller != null && chance(75)) {
      from = clientSpans(caller, agent, tool);
    }
    if (chance(25)) {
      // Several gateways share a name, as the instances of one do, but none calls itself.
      from = server(from, silent, "gateway", tool);
      if (chance(60)) {
        from = clientSpans(from, "gateway", tool);
      }
      silent = 0;
    }
    Node server = server(from, silent, one(SERVERS), tool);
    work(server, tool, depth, true);
  }

  /** The client's spans of one call: the outermost counts. */
  private Node clientSpans(Node caller, String service, String tool) {
    Node outer = add(maybeOther(caller, service), 0, false, service, SpanRole.CLIENT, tool, COUNTS);
    counted.add(Counted.client(service, tool));
    Node inner = outer;
    if (chance(25)) {
      inner = duplicate(maybeOther(outer, service), service, SpanRole.CLIENT, tool);
    }
    if (chance(30)) {
      inner = add(inner, 0, false, service, SpanRole.OUTBOUND, Disposition.OTHER);
    }
    return inner;
  }

  /** The span in which a server takes a call in. */
  private Node server(Node from, long silent, String service, String tool) {
    counted.add(Counted.server(service, tool));
    if (from == null) {
      boolean remote = silent != 0 && chance(50);
      return add(null, silent, remote, service, SpanRole.SERVER, tool, COUNTS);
    }
    if (chance(30)) {
      // The server's own span of HTTP, which the call's lies in.
      boolean remote = from.input().service().equals(service) || chance(50);
      from = add(from, 0, remote, service, SpanRole.NONE, Disposition.OTHER);
      return add(from, 0, false, service, SpanRole.SERVER, tool, COUNTS);
    }
    // Only the flag tells a service that calls itself from a server that is mounted in another.
    boolean remote = from.input().service().equals(service) || chance(50);
    return add(from, 0, remote, service, SpanRole.SERVER, tool, COUNTS);
  }

  /** What goes on inside a server below the span that counts. */
  private void work(Node server, String tool, int depth, boolean mounts) {
    String service = server.input().service();
    Node at = server;
    for (int i = random.nextInt(5); i > 0; i--) {
      at = maybeOther(at, service);
      switch (random.nextInt(6)) {
        case 0 -> at = duplicate(at, service, SpanRole.TOOL, tool);
        case 1 -> at = duplicate(at, service, SpanRole.PART, tool);
        case 2 ->
            at =
                duplicate(at, service, mounts ? SpanRole.SERVER : SpanRole.TOOL, "mounted-" + tool);
        case 3 -> dependency(at, service);
        case 4 -> auth(at, service);
        default -> {
          if (depth < MAX_DEPTH) {
            call(at, 0, service, depth + 1);
          }
        }
      }
      if (chance(20)) {
        at = server;
      }
    }
  }

  private void dependency(Node above, String service) {
    String name = "db-" + ++ids;
    counted.add(Counted.dependency(service, name));
    Node call = add(above, 0, false, service, SpanRole.OUTBOUND, name, Disposition.DEPENDENCY);
    if (chance(40)) {
      duplicate(maybeOther(call, service), service, SpanRole.OUTBOUND, name);
    }
  }

  private void auth(Node above, String service) {
    counted.add(Counted.auth(service));
    add(above, 0, false, service, SpanRole.AUTH, Disposition.AUTH);
  }

  /** A tool in a server that has no spans of its requests. */
  private void loneTool(long silent) {
    String service = one(SERVERS);
    String tool = "tool-" + ++ids;
    counted.add(Counted.server(service, tool));
    Node span = add(null, silent, false, service, SpanRole.TOOL, tool, COUNTS);
    work(span, tool, MAX_DEPTH - 1, false);
  }

  /** What a server does of its own accord. */
  private void backgroundWork() {
    String service = one(SERVERS);
    Node job = add(null, 0, false, service, SpanRole.NONE, Disposition.OTHER);
    add(maybeOther(job, service), 0, false, service, SpanRole.OUTBOUND, Disposition.OTHER);
  }

  /** Sometimes a span that has nothing to do with MCP in between. */
  private Node maybeOther(Node above, String service) {
    return chance(30) ? add(above, 0, false, service, SpanRole.NONE, Disposition.OTHER) : above;
  }

  private static final Disposition COUNTS = Disposition.OPERATION;

  private Node duplicate(Node above, String service, SpanRole role, String name) {
    return add(above, 0, false, service, role, name, Disposition.DUPLICATE);
  }

  private Node add(
      Node above,
      long parent,
      boolean remote,
      String service,
      SpanRole role,
      Disposition expected) {
    return add(above, parent, remote, service, role, "other", expected);
  }

  private Node add(
      Node above,
      long parent,
      boolean remote,
      String service,
      SpanRole role,
      String name,
      Disposition expected) {
    long parentId = above == null ? parent : above.input().id();
    JoinInput input = new JoinInput(trace, ++ids, parentId, remote, service, role, name);
    Node node = new Node(input, above, stories, expected);
    nodes.add(node);
    dispositions[expected.ordinal()]++;
    return node;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
