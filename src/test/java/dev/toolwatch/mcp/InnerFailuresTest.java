package dev.toolwatch.mcp;

import static dev.toolwatch.mcp.JoinInput.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The span that counts may say ok although the call failed. */
class InnerFailuresTest {
  private static final long WAIT = 6000;
  private static final String PROXY = "proxy";

  private final List<String> counted = new ArrayList<>();
  private final JoinDriver join =
      new JoinDriver(
          new JoinLimits(WAIT, 20_000, 1 << 24, 100_000, 2 * WAIT),
          new ServiceRoles(Cardinalities.of(10_000, 100).services()),
          new Outcomes());
  private long now = 1_790_000_000_000L;

  private final class Outcomes implements DecidedCalls {
    @Override
    public void operation(Operation operation) {
      counted.add(
          operation.tool() + " " + operation.outcome().label() + " " + operation.errorType());
    }

    @Override
    public void dependency(Operation call) {
      counted.add("dependency");
    }

    @Override
    public void auth(Operation attempt) {
      counted.add("auth");
    }
  }

  private void arrive(JoinInput... spans) {
    join.accept(JoinInput.batch(List.of(spans)), now);
    now += 1000;
    join.expire(now);
  }

  private static JoinInput client(long id, long parent) {
    return span(PROXY, SpanRole.CLIENT, id, parent);
  }

  @Test
  void accept_innerSpanFailed_theOuterOneDidToo() {
    arrive(client(2, 1).failed("tool_error"), client(1, 0));
    assertThat(counted).containsExactly("tool-1 server_error tool_error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4321", "4231", "2341", "3421"})
  void accept_othersBetween_inAnyOrder_areLookedThrough(String order) {
    List<JoinInput> spans =
        List.of(
            client(1, 0),
            span(PROXY, SpanRole.PART, 2, 1),
            client(3, 2),
            client(4, 3).failed("timeout"));
    for (int i = 0; i < order.length(); i++) {
      arrive(spans.get(order.charAt(i) - '1'));
    }
    assertThat(counted).containsExactly("tool-1 server_error timeout");
  }

  @Test
  void accept_innerSpanOfAnotherCall_leavesTheOuterOneOk() {
    arrive(client(2, 1).of("initialize").failed("timeout"), client(1, 0));
    assertThat(counted).containsExactlyInAnyOrder("tool-1 ok ", "tool-2 server_error timeout");
  }

  @Test
  void accept_outerSpanFailedItself_keepsItsError() {
    arrive(client(2, 1).failed("tool_error"), client(1, 0).failed("ToolError"));
    assertThat(counted).containsExactly("tool-1 server_error ToolError");
  }

  @Test
  void accept_secondAttemptSucceeded_isOk() {
    arrive(client(2, 1).failed("timeout"), client(3, 1), client(1, 0));
    assertThat(counted).containsExactly("tool-1 ok ");
  }

  /** What a server's own calls come to is for the server to judge. */
  @Test
  void accept_failureBelowAServerOrInAnotherService_staysThere() {
    arrive(
        client(3, 2).failed("timeout"),
        span(PROXY, SpanRole.SERVER, 2, 1),
        span("agent", SpanRole.CLIENT, 1, 0));
    arrive(client(5, 4).failed("timeout"), span("agent", SpanRole.CLIENT, 4, 0));
    assertThat(counted).filteredOn(line -> line.contains("ok")).hasSize(3);
  }

  /** More at once than are kept: the latest are told, and nothing is told of the wrong call. */
  @Test
  void accept_moreThanAreKept_tellsTheLatest() {
    int calls = 10 * InnerFailures.LIMIT;
    for (int i = 1; i <= calls; i++) {
      join.accept(JoinInput.batch(List.of(client(2, 1).failed("timeout-" + i).inTrace(i))), now);
    }
    for (int i = calls; i >= 1; i--) {
      JoinInput outer = new JoinInput(i, 1, 0, false, PROXY, SpanRole.CLIENT, "tool-" + i);
      join.accept(JoinInput.batch(List.of(outer)), now);
    }
    List<String> failed = counted.stream().filter(line -> !line.contains(" ok")).toList();
    assertThat(failed)
        .hasSizeBetween(InnerFailures.LIMIT / 2, InnerFailures.LIMIT)
        .allMatch(line -> line.matches("tool-(\\d+) server_error timeout-\\1"))
        .contains("tool-" + calls + " server_error timeout-" + calls);
  }
}
