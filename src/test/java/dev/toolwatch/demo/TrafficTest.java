package dev.toolwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.demo.Request.MissingToolCall;
import dev.toolwatch.demo.Request.ToolCall;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final int USERS = 300;
  private static final List<PlannedOperation> PLAN = plan(42, 60_000);

  @Test
  void next_sameSeed_sameSequence() {
    assertThat(plan(42, 5_000)).isEqualTo(PLAN.subList(0, 5_000));
  }

  @Test
  void next_otherSeed_otherSequence() {
    assertThat(plan(43, 100)).isNotEqualTo(PLAN.subList(0, 100));
  }

  @Test
  void next_reachesAllServersToolsAndUsers() {
    assertThat(PLAN.stream().map(o -> o.server().name()).distinct()).hasSize(6);
    assertThat(
            PLAN.stream().filter(TrafficTest::isToolCall).map(o -> o.request().target()).distinct())
        .hasSize(25);
    assertThat(PLAN.stream().map(PlannedOperation::user).distinct()).hasSize(USERS);
  }

  @Test
  void next_withinAMinuteAtTheDefaultRate_callsMostTools() {
    assertThat(
            PLAN.stream()
                .limit(60 * 20)
                .filter(TrafficTest::isToolCall)
                .map(o -> o.request().target())
                .distinct())
        .hasSizeGreaterThan(20);
  }

  @Test
  void next_spacing_hasMeanOne() {
    assertThat(PLAN.stream().mapToDouble(PlannedOperation::spacing).average().orElseThrow())
        .isCloseTo(1, within(0.02));
  }

  @Test
  void failingTool_endsInAServersFailureOneTimeInFive() {
    assertThat(share(calls(Fleet.FAILING_TOOL), TrafficTest::isServersFault))
        .isCloseTo(0.2, within(0.03));
    assertThat(calls(Fleet.FAILING_TOOL))
        .extracting(PlannedOperation::ending)
        .contains(Ending.TOOL_ERROR, Ending.EXCEPTION);
  }

  @Test
  void otherTools_seldomFail() {
    List<PlannedOperation> others =
        PLAN.stream()
            .filter(TrafficTest::isToolCall)
            .filter(o -> !o.request().target().equals(Fleet.FAILING_TOOL))
            .toList();
    assertThat(share(others, TrafficTest::isServersFault)).isBetween(0.0003, 0.003);
  }

  @Test
  void slowTool_hasP95AboveASecond_andItAlone() {
    for (McpServer server : Fleet.SERVERS) {
      for (Tool tool : server.tools()) {
        boolean slow = p95Nanos(calls(tool.name())) > 1_000_000_000L;
        assertThat(slow).as(tool.name()).isEqualTo(tool.name().equals(Fleet.SLOW_TOOL));
      }
    }
  }

  @Test
  void missingTools_areCalledByTheLastUserOnly_underEverNewNames() {
    List<PlannedOperation> missing =
        PLAN.stream().filter(o -> o.request() instanceof MissingToolCall).toList();
    assertThat(missing).allSatisfy(o -> assertThat(o.user()).isEqualTo(USERS));
    assertThat(missing).allSatisfy(o -> assertThat(o.ending()).isEqualTo(Ending.MISSING_TOOL));
    assertThat(missing.size() / (double) PLAN.size())
        .isCloseTo(Traffic.MISSING_TOOLS, within(0.002));
    assertThat(missing.stream().map(o -> o.request().target()).distinct()).hasSizeGreaterThan(100);
  }

  @Test
  void next_alsoDrawsOtherMethodsAndEndings() {
    assertThat(PLAN.stream().map(o -> o.request().method()).distinct())
        .contains(
            "initialize", "tools/list", "tools/call", "resources/read", "prompts/get", "ping");
    assertThat(PLAN.stream().map(PlannedOperation::ending).distinct())
        .containsExactlyInAnyOrder(Ending.values());
  }

  @Test
  void next_mostOperationsAreToolCalls() {
    assertThat(share(PLAN, TrafficTest::isToolCall)).isBetween(0.65, 0.85);
  }

  @Test
  void initialize_beginsASessionOfItsOwn() {
    List<String> sessions =
        PLAN.stream()
            .filter(o -> o.request().method().equals("initialize"))
            .map(PlannedOperation::session)
            .filter(session -> !session.isEmpty())
            .toList();
    assertThat(sessions).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void new_noUsers_isRefused() {
    assertThatThrownBy(() -> new Traffic(Fleet.SERVERS, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0");
  }

  private static List<PlannedOperation> plan(long seed, int size) {
    Traffic traffic = new Traffic(Fleet.SERVERS, USERS, seed);
    return Stream.generate(traffic::next).limit(size).toList();
  }

  private static boolean isToolCall(PlannedOperation operation) {
    return operation.request() instanceof ToolCall;
  }

  private static List<PlannedOperation> calls(String tool) {
    return PLAN.stream().filter(o -> o.request().target().equals(tool)).toList();
  }

  private static boolean isServersFault(PlannedOperation operation) {
    return switch (operation.ending()) {
      case TOOL_ERROR, EXCEPTION, TIMEOUT -> true;
      case OK, BAD_ARGUMENTS, MISSING_TOOL, MISSING_RESOURCE, CANCELLED -> false;
    };
  }

  private static double share(List<PlannedOperation> of, Predicate<PlannedOperation> which) {
    return of.stream().filter(which).count() / (double) of.size();
  }

  private static long p95Nanos(List<PlannedOperation> operations) {
    long[] sorted =
        operations.stream().mapToLong(PlannedOperation::durationNanos).sorted().toArray();
    return sorted[(int) (sorted.length * 0.95)];
  }
}
