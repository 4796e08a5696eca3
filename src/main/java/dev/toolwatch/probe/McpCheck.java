package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.toolwatch.signal.SteadyClock;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Asks an MCP server what it is and which tools it has, and calls one of them if it shall. Speaks all
 * versions of the protocol, and remembers which one the server does. What it says of itself is in the
 * reading.
 */
final class McpCheck implements Check {
  private static final List<String> LISTS = List.of("prompts", "resources");

  private final HttpCaller caller;
  private final URI uri;
  private final Map<String, String> headers;
  private final Token token;
  private final SteadyClock clock;
  private final List<String> lists;

  /** Null if no tool is called. */
  private final ToolCall call;

  /** What the server spoke in the last check; null if that failed, or there was none. */
  private McpEra era;

  /** Where the token comes from. */
  @FunctionalInterface
  interface Token {
    /** The token, or null if there is none. */
    String read() throws CheckFailure;
  }

  private McpCheck(
      HttpCaller caller,
      URI uri,
      Map<String, String> headers,
      Token token,
      SteadyClock clock,
      List<String> lists,
      ToolCall call) {
    this.caller = caller;
    this.uri = uri;
    this.headers = headers;
    this.token = token;
    this.clock = clock;
    this.lists = lists;
    this.call = call;
  }

  /**
   * Makes the check of one probe.
   *
   * @param uri where the server is
   * @param headers of all requests
   * @throws IllegalArgumentException if a setting is not valid
   */
  static Check of(
      String name,
      ProbeSettings.OneProbe settings,
      URI uri,
      Map<String, String> headers,
      HttpCaller caller,
      Token token,
      SteadyClock clock) {
    String prefix = "toolwatch.probes." + name + ".";
    return new McpCheck(
        caller,
        uri,
        headers,
        token,
        clock,
        lists(prefix, settings.expect().lists().orElse(List.of())),
        call(prefix, settings));
  }

  private static List<String> lists(String prefix, List<String> names) {
    for (String name : names) {
      if (!LISTS.contains(name)) {
        throw new IllegalArgumentException(
            prefix + "expect.lists can have " + String.join(" and ", LISTS) + ", not " + name);
      }
    }
    return List.copyOf(names);
  }

  private static ToolCall call(String prefix, ProbeSettings.OneProbe settings) {
    Optional<String> body = settings.expect().body();
    if (settings.call().tool().isEmpty()) {
      if (body.isPresent()) {
        throw new IllegalArgumentException(
            prefix + "expect.body is what a tool answers: set " + prefix + "call.tool too");
      }
      return null;
    }
    if (!(JsonRpc.parse(settings.call().arguments()) instanceof ObjectNode arguments)) {
      throw new IllegalArgumentException(prefix + "call.arguments must be a JSON object");
    }
    try {
      Pattern expected = body.map(Pattern::compile).orElse(null);
      return new ToolCall(settings.call().tool().get(), arguments, expected);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          prefix + "expect.body is not a regular expression: " + e.getDescription(), e);
    }
  }

  @Override
  public Reading run(Steps steps) throws CheckFailure, InterruptedException {
    List<McpEra> order = McpEra.startingWith(era);
    era = null;
    McpPeer peer = peer();
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

  private McpPeer peer() throws CheckFailure {
    Map<String, String> all = new HashMap<>(headers);
    List<String> secrets = new ArrayList<>();
    headers.values().forEach(value -> secrets.addAll(List.of(value.split(" ")))); // Bearer TOKEN
    String secret = token.read();
    if (secret != null) {
      all.keySet().removeIf("Authorization"::equalsIgnoreCase);
      all.put("Authorization", "Bearer " + secret);
      secrets.add(secret);
    }
    return new McpPeer(caller, uri, all, new Said(secrets), new ProbeTrace(), clock);
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
          : new Outcome(facts(greeted.greeting(), peer, dialogue), null);
    } finally {
      transport.close(steps);
    }
  }

  private McpFacts facts(McpGreeting greeting, McpPeer peer, McpDialogue dialogue)
      throws CheckFailure, SessionLost, InterruptedException {
    SortedMap<String, ToolDigest> tools = new TreeMap<>();
    List<JsonNode> called = new ArrayList<>();
    dialogue.list(
        "tools",
        !greeting.hasTools(),
        tool -> {
          String name = tool.path("name").asText();
          if (tool.isObject()) {
            tools.merge(ToolDigest.name(name), ToolDigest.of(tool), ToolDigest::and);
          }
          if (call != null && call.tool().equals(name)) {
            called.add(tool);
          }
        });
    for (String list : lists) {
      dialogue.list(list, false, entry -> {});
    }
    if (call != null) {
      call.run(dialogue, peer, called.isEmpty() ? null : called.get(0));
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
