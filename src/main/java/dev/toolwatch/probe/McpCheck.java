package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.toolwatch.signal.SteadyClock;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks an MCP server what it is and which tools it has, and calls one of them if it shall. Speaks all
 * versions of the protocol, and remembers which one the server does. What it says of itself is in the
 * reading.
 */
final class McpCheck implements TokenCheck {
  /** The maximum number of arguments that are told apart. Those of further tools are one each. */
  private static final int MAX_ARGUMENTS = 20_000;

  private static final List<String> LISTS = List.of("prompts", "resources");

  private final HttpCaller caller;
  private final URI uri;
  private final Map<String, String> headers;
  private final SteadyClock clock;
  private final List<String> lists;

  /** Null if no tool is called. */
  private final ToolCall call;

  /** What the server spoke in the last check; null if that failed, or there was none. */
  private McpEra era;

  private McpCheck(
      HttpCaller caller,
      URI uri,
      Map<String, String> headers,
      SteadyClock clock,
      List<String> lists,
      ToolCall call) {
    this.caller = caller;
    this.uri = uri;
    this.headers = headers;
    this.clock = clock;
    this.lists = lists;
    this.call = call;
  }

  /**
   * The check of some settings.
   *
   * @throws IllegalArgumentException if one of them is wrong; the message begins with its name
   */
  static TokenCheck of(
      GivenSettings given,
      ProbeSettings.OneProbe settings,
      URI uri,
      HttpCaller caller,
      InstantSource clock) {
    List<String> lists =
        settings.expect().lists().orElse(List.of()).stream().map(String::strip).toList();
    given.check(
        LISTS.containsAll(lists), "expect.lists", "can have " + String.join(" and ", LISTS));
    return new McpCheck(
        caller, uri, given.headers(), SteadyClock.of(clock), lists, call(given, settings));
  }

  private static ToolCall call(GivenSettings given, ProbeSettings.OneProbe settings) {
    Optional<String> body = settings.expect().body();
    if (settings.call().tool().isEmpty()) {
      given.check(body.isEmpty(), "expect.body", "needs .call.tool");
      given.check(settings.call().arguments().equals("{}"), "call.arguments", "needs .call.tool");
      return null;
    }
    if (!(JsonRpc.parse(settings.call().arguments()) instanceof ObjectNode arguments)) {
      throw given.wrong("call.arguments", "must be a JSON object");
    }
    return new ToolCall(
        settings.call().tool().get(), arguments, body.map(given::expression).orElse(null));
  }

  @Override
  public Reading run(Optional<String> token, Steps steps)
      throws CheckFailure, InterruptedException {
    List<McpEra> order = McpEra.startingWith(era);
    era = null;
    McpPeer peer = peer(token, steps.said());
    List<String> refusals = new ArrayList<>();
    boolean maybeSse = true;
    for (McpEra candidate : order) {
      if (candidate == McpEra.SSE && !maybeSse) {
        continue;
      }
      Outcome outcome = tryTwice(candidate, peer, steps);
      if (outcome.facts() != null) {
        era = candidate;
        return new Reading(peer.said().brief(detail(outcome.facts())), outcome.facts());
      }
      McpGreeting.Refusal refusal = outcome.refusal();
      refusals.add(refusal.method() + " with " + peer.said().brief(refusal.text()));
      if (candidate == McpEra.SESSION) {
        // 2025-11-25, "Backwards Compatibility": what servers with SSE answer to a POST.
        maybeSse = List.of(400, 404, 405).contains(refusal.status());
      }
    }
    throw peer.down("answers " + String.join(", ", refusals));
  }

  /** What came of talking in one era: one of both is null. */
  private record Outcome(McpFacts facts, McpGreeting.Refusal refusal) {}

  private McpPeer peer(Optional<String> token, Said said) throws CheckFailure {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    if (token.isPresent()) {
      all.putIfAbsent("Authorization", "Bearer " + Headers.value(token.get()));
    }
    return new McpPeer(caller, uri, all, said, new ProbeTrace(), clock);
  }

  /** Replicas that do not share sessions lose them: one more try tells that from a single loss. */
  private Outcome tryTwice(McpEra candidate, McpPeer peer, Steps steps)
      throws CheckFailure, InterruptedException {
    try {
      return talk(candidate, peer, steps);
    } catch (SessionLost e) {
      steps.done("session", "lost, so a new one is begun");
    }
    try {
      return talk(candidate, peer, steps);
    } catch (SessionLost e) {
      throw peer.down("does not know the sessions that it gives: answers HTTP 404 twice");
    }
  }

  private Outcome talk(McpEra candidate, McpPeer peer, Steps steps)
      throws CheckFailure, SessionLost, InterruptedException {
    if (candidate == McpEra.SSE) {
      SseTransport.Opening opening = SseTransport.open(peer, steps);
      McpReply.Other no = opening.refusal();
      return no == null
          ? talk(candidate, opening.transport(), peer, steps)
          : new Outcome(null, new McpGreeting.Refusal("GET", no.status(), no.text()));
    }
    McpTransport transport =
        candidate == McpEra.STATELESS
            ? StreamableHttp.stateless(peer)
            : StreamableHttp.withSession(peer);
    return talk(candidate, transport, peer, steps);
  }

  private Outcome talk(McpEra candidate, McpTransport transport, McpPeer peer, Steps steps)
      throws CheckFailure, SessionLost, InterruptedException {
    try {
      McpDialogue dialogue = new McpDialogue(peer, transport, steps);
      McpGreeting.Outcome greeted =
          candidate == McpEra.STATELESS
              ? McpGreeting.discover(peer, dialogue)
              : McpGreeting.initialize(peer, dialogue, transport, steps);
      return greeted.greeting() == null
          ? new Outcome(null, greeted.refusal())
          : new Outcome(facts(greeted.greeting(), peer, dialogue, steps), null);
    } finally {
      transport.close(steps);
    }
  }

  private McpFacts facts(McpGreeting greeting, McpPeer peer, McpDialogue dialogue, Steps steps)
      throws CheckFailure, SessionLost, InterruptedException {
    SortedMap<String, ToolDigest> tools = new TreeMap<>();
    AtomicInteger arguments = new AtomicInteger();
    List<JsonNode> called = new ArrayList<>();
    dialogue.list(
        "tools",
        !greeting.hasTools(),
        tool -> {
          String name = tool.path("name").asText();
          if (tool.isObject()) {
            ToolDigest digest = ToolDigest.of(tool, peer.said());
            boolean told = arguments.addAndGet(digest.size()) <= MAX_ARGUMENTS;
            tools.merge(
                ToolDigest.name(name, peer.said()),
                told ? digest : digest.withoutArguments(),
                ToolDigest::and);
          }
          if (call != null && call.tool().equals(name)) {
            called.add(tool);
          }
        });
    for (String list : lists) {
      dialogue.list(list, false, entry -> {});
    }
    if (call != null) {
      call.run(dialogue, peer, called.isEmpty() ? null : called.get(0), steps);
    }
    McpFacts facts =
        new McpFacts(
            greeting.server(),
            greeting.version(),
            greeting.protocol(),
            greeting.capabilities(),
            tools);
    McpFacts kept = facts.fits() ? facts : facts.withoutArguments();
    if (!kept.fits()) {
      throw peer.down("has names of tools that are too long to be kept");
    }
    return kept;
  }

  private static String detail(McpFacts facts) {
    String name = facts.server().isEmpty() ? "server without a name" : facts.server();
    int tools = facts.definitions().size();
    return "%s%s, protocol %s, %d %s"
        .formatted(
            name,
            facts.version().isEmpty() ? "" : " " + facts.version(),
            facts.protocol(),
            tools,
            tools == 1 ? "tool" : "tools");
  }
}
