package dev.toolwatch.mcp;

import static dev.toolwatch.mcp.JoinInput.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.mcp.JoinInput.By;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.ServiceId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose the spans of tools are: a server's that runs them, or an agent's that calls them. */
class AgentCallsTest {
  private static final long WAIT = 6000;
  private static final long MEMORY = 300_000;
  private static final String AGENT = "agent";

  private final Counted counted = new Counted();
  private final ServiceRoles services = new ServiceRoles(Cardinalities.of(10_000, 100).services());
  private final JoinDriver join =
      new JoinDriver(new JoinLimits(WAIT, 1000, 1 << 20, 10_000, MEMORY), services, counted);
  private long now = 1_790_000_000_000L;

  private void arrive(JoinInput... spans) {
    join.accept(JoinInput.batch(List.of(spans)), now);
  }

  private void pass(long millis) {
    now += millis;
    join.expire(now);
  }

  private static JoinInput run(long id) {
    return span(AGENT, SpanRole.NONE, id, 0).by(By.AGENT);
  }

  private static JoinInput tool(long id, long parent) {
    return span(AGENT, SpanRole.TOOL, id, parent).by(By.ANY_TOOL);
  }

  private static JoinInput outbound(long id, long parent) {
    return span(AGENT, SpanRole.OUTBOUND, id, parent);
  }

  @ParameterizedTest
  @EnumSource(names = {"AGENT", "MODEL"})
  void accept_toolBelowAnAgentOrAModel_isNoServers(By above) {
    arrive(
        span(AGENT, SpanRole.NONE, 1, 0).by(above),
        span(AGENT, SpanRole.NONE, 2, 1),
        tool(3, 2),
        outbound(4, 3),
        span(AGENT, SpanRole.CLIENT, 5, 3));
    assertThat(counted.lines).containsOnlyKeys("client agent tool-5");
    assertThat(join.counts().of(Disposition.OTHER)).isEqualTo(4);
    assertThat(services.isServer(ServiceId.of(AGENT))).isFalse();
  }

  /** The agent runs for minutes: its own span comes last. Its node has called a model before. */
  @Test
  void accept_agentStillRunning_isKnownByTheModelItCalls() {
    arrive(span(AGENT, SpanRole.OUTBOUND, 2, 1).by(By.MODEL));
    arrive(tool(3, 1), outbound(4, 3), span(AGENT, SpanRole.CLIENT, 5, 3));
    pass(WAIT);
    pass(60_000);
    arrive(run(1));
    join.finish();
    assertThat(counted.lines).containsOnlyKeys("client agent tool-5");
  }

  @Test
  void accept_toolThatAModelHasChosen_isNoServers() {
    arrive(span(AGENT, SpanRole.TOOL, 3, 1).by(By.CHOSEN_TOOL));
    pass(WAIT);
    assertThat(counted.lines).isEmpty();
    assertThat(join.counts().of(Disposition.OTHER)).isEqualTo(1);
  }

  /** Once one run has ended, the tools of the next are known for an agent's at once. */
  @Test
  void accept_serviceThatHasRunAnAgent_isAnAgent() {
    arrive(run(1).inTrace(7));
    arrive(tool(3, 2), outbound(4, 3));
    pass(WAIT);
    pass(MEMORY);
    assertThat(counted.lines).isEmpty();
    assertThat(join.counts().of(Disposition.OTHER)).isEqualTo(3);
  }

  /** Its tools have nothing above them that is missing. */
  @Test
  void accept_serverWithoutSpansOfRequestsThatAlsoRunsAgents_counts() {
    arrive(
        span(AGENT, SpanRole.NONE, 1, 0),
        tool(2, 1),
        span(AGENT, SpanRole.NONE, 3, 2).by(By.AGENT),
        tool(4, 3),
        span(AGENT, SpanRole.OUTBOUND, 5, 3).by(By.MODEL));
    assertThat(counted.lines).containsOnlyKeys("server agent tool-2", "dependency agent tool-5");
    arrive(tool(6, 0), span(AGENT, SpanRole.NONE, 7, 0), tool(8, 7));
    assertThat(counted.lines).containsKeys("server agent tool-6", "server agent tool-8");
  }

  /** It has handled a request: its tools are a server's. */
  @Test
  void accept_toolBelowAnAgentInAKnownServer_counts() {
    arrive(span(AGENT, SpanRole.SERVER, 9, 0));
    arrive(run(1), tool(3, 1), tool(5, 4));
    pass(WAIT);
    assertThat(counted.lines)
        .containsOnlyKeys("server agent tool-9", "server agent tool-3", "server agent tool-5");
  }

  @Test
  void accept_toolThatSaysMcpBelowAnAgent_counts() {
    arrive(run(1), span(AGENT, SpanRole.TOOL, 2, 1));
    assertThat(counted.lines).containsOnlyKeys("server agent tool-2");
  }

  @Test
  void accept_toolOfAServerBelowTheAgentOfAnotherService_counts() {
    arrive(run(1), span("orders", SpanRole.TOOL, 2, 1).by(By.ANY_TOOL));
    assertThat(counted.lines).containsOnlyKeys("server orders tool-2");
  }

  @Test
  void accept_manyModels_keepsWithinTheLimitOfMarks() {
    for (int i = 1; i <= 100_000; i++) {
      arrive(span(AGENT, SpanRole.OUTBOUND, i, -i).by(By.MODEL).inTrace(i));
    }
    assertThat(join.counts().forgottenEarly()).isPositive();
    assertThat(join.counts().pending()).isLessThanOrEqualTo(1100);
  }
}
