package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.FamilyReport;
import dev.toolwatch.red.RedFixture;
import dev.toolwatch.red.Shard;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With the series of two event loops, as the pipelines have it. */
class KnownToolsTest {
  private static final int MAX_SERIES = 10_000;
  private static final int MAX_SERVICES = 500;
  private static final int MAX_UNPROVEN = 5;

  private final SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  private final Cardinality cardinality = Cardinalities.of(MAX_SERIES, MAX_SERVICES, time);
  private final RedFixture red = new RedFixture(cardinality);
  private final Shard shard = red.openShard();
  private final Shard otherLoop = red.openShard();
  private final UnprovenTools unproven = new UnprovenTools(MAX_UNPROVEN);

  private String unknown(String service, String tool) {
    return call(shard, service, tool, Outcome.CLIENT_ERROR, true);
  }

  private String succeeded(String service, String tool) {
    return call(shard, service, tool, Outcome.OK, false);
  }

  /** As the Python SDK tells a failed tool, bad arguments and a tool that does not exist. */
  private String toolError(String service, String tool) {
    return call(shard, service, tool, Outcome.SERVER_ERROR, false);
  }

  private String call(
      Shard on, String service, String tool, Outcome outcome, boolean unknownTarget) {
    Operation call = of(service, tool, outcome);
    knownTools(on).label(call, unknownTarget);
    assertThat(call.outcome()).isEqualTo(outcome);
    on.record(call, true);
    return call.tool();
  }

  private KnownTools knownTools(Shard on) {
    return new KnownTools(ToolLists.NONE, unproven, on::isNamed);
  }

  private Operation of(String service, String tool, Outcome outcome) {
    Operation call = new Operation();
    call.service(cardinality.services().admit(ServiceId.of(service)));
    call.method(Methods.TOOLS_CALL);
    call.tool(tool);
    if (outcome != Outcome.OK) {
      call.failed(outcome, outcome == Outcome.SERVER_ERROR ? "tool_error" : "-32602");
    }
    return call;
  }

  @Test
  void label_onlyEverFailedAsUnknown_isUnknown() {
    assertThat(unknown("orders", "add")).isEqualTo("__unknown__");
    assertThat(unknown("orders", "add")).isEqualTo("__unknown__");
  }

  @Test
  void label_onceItSucceeded_isItsNameFromThenOn() {
    unknown("orders", "add");
    assertThat(succeeded("orders", "add")).isEqualTo("add");
    assertThat(unknown("orders", "add")).isEqualTo("add");
  }

  @Test
  void label_succeededOnAnotherEventLoop_isItsName() {
    succeeded("orders", "add");
    assertThat(call(otherLoop, "orders", "add", Outcome.CLIENT_ERROR, true)).isEqualTo("add");
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void label_onceItDidAnythingElse_isItsName(Outcome outcome) {
    assertThat(call(shard, "orders", "add", outcome, false)).isEqualTo("add");
    assertThat(unknown("orders", "add")).isEqualTo("add");
  }

  @Test
  void label_knownToOneService_isUnknownToAnother() {
    succeeded("orders", "add");
    assertThat(unknown("search", "add")).isEqualTo("__unknown__");
  }

  @Test
  void label_noTool_staysEmpty() {
    assertThat(unknown("orders", "")).isEmpty();
  }

  /** A name that has no series of its own is still right while it succeeds. */
  @Test
  void label_aboveTheToolsOfAService_isNotLearnt() {
    for (int i = 0; i < 500; i++) {
      succeeded("orders", "tool-" + i);
    }
    assertThat(succeeded("orders", "one more")).isEqualTo("one more");
    assertThat(unknown("orders", "one more")).isEqualTo("__unknown__");
    assertThat(unknown("orders", "tool-499")).isEqualTo("tool-499");
  }

  @Test
  void label_unusedForTheIdleTimeout_isForgotten() {
    succeeded("orders", "add");
    succeeded("search", "find");
    rounds();
    time.advance(Duration.ofHours(23));
    unknown("search", "find");
    rounds();
    time.advance(Duration.ofHours(2));
    unknown("search", "find");
    rounds();
    assertThat(unknown("orders", "add")).isEqualTo("__unknown__");
    assertThat(unknown("search", "find")).isEqualTo("find");
  }

  /** Each shard's tables report every ten seconds, one table a tick. */
  private void rounds() {
    for (int i = 0; i < 40; i++) {
      time.advance(Duration.ofSeconds(10));
      shard.tick(time.millis());
      otherLoop.tick(time.millis());
    }
  }

  /**
   * The attack that ended a container. Of the services that can have no name any more, a few tools
   * are enough. What was there before keeps its names.
   */
  @Test
  void label_tenThousandServicesOfAThousandTools_areBoundedAndLeaveOthersTheirNames() {
    String[] tools =
        IntStream.range(0, 1000)
            .mapToObj(i -> "tool-" + i + "x".repeat(235))
            .toArray(String[]::new);
    for (int i = 0; i < 100; i++) {
      succeeded("honest", "tool-" + i);
    }
    for (int i = 0; i < 10_000; i++) {
      String service = "service-" + i;
      for (int tool = 0; tool < (i < 2 * MAX_SERVICES ? tools.length : 10); tool++) {
        succeeded(service, tools[tool]);
      }
    }
    for (int i = 0; i < 100; i++) {
      assertThat(unknown("honest", "tool-" + i)).isEqualTo("tool-" + i);
    }
    FamilyReport servers = cardinality.report(1).families().get(0);
    assertThat(servers.used()).isLessThanOrEqualTo(MAX_SERIES);
    long known =
        IntStream.range(0, 10_000)
            .mapToLong(i -> isKnown("service-" + i, tools[0]) + isKnown("service-" + i, tools[9]))
            .sum();
    assertThat(known).isBetween(1L, MAX_SERIES / 3L);
    assertThat(red.operations()).isEqualTo(1000L * 1000 + 9000L * 10 + 200);
  }

  private int isKnown(String service, String tool) {
    Operation call = new Operation();
    call.service(ServiceId.of(service));
    call.method(Methods.TOOLS_CALL);
    call.tool(tool);
    call.failed(Outcome.CLIENT_ERROR, "-32602");
    knownTools(otherLoop).label(call, true);
    return call.tool().equals(tool) ? 1 : 0;
  }

  /** A tool that has been broken since it was deployed must not vanish. */
  @Test
  void label_failedWithoutSayingWhy_isItsName() {
    assertThat(toolError("orders", "add")).isEqualTo("add");
    assertThat(toolError("orders", "add")).isEqualTo("add");
    assertThat(call(otherLoop, "orders", "add", Outcome.SERVER_ERROR, false)).isEqualTo("add");
  }

  @Test
  void label_moreNamesThatOnlyFailed_areUnknown_andErrorsOfTheServer() {
    succeeded("orders", "find");
    fillWithUnproven("orders");
    for (int i = 0; i < 100; i++) {
      assertThat(toolError("orders", "made-up-" + i)).isEqualTo("__unknown__");
    }
    assertThat(toolError("orders", "broken-0")).isEqualTo("broken-0");
    assertThat(toolError("orders", "find")).isEqualTo("find");
    assertThat(toolError("search", "find")).isEqualTo("find");
    assertThat(unproven.size(ServiceId.of("orders"))).isEqualTo(MAX_UNPROVEN);
    assertThat(red.errors()).isEqualTo(MAX_UNPROVEN + 100 + 3);
  }

  @Test
  void label_nameThatSucceedsAfterAll_makesRoomForAnother() {
    fillWithUnproven("orders");
    assertThat(toolError("orders", "new")).isEqualTo("__unknown__");
    assertThat(succeeded("orders", "broken-0")).isEqualTo("broken-0");
    assertThat(toolError("orders", "new")).isEqualTo("new");
    assertThat(toolError("orders", "broken-0")).isEqualTo("broken-0");
  }

  @Test
  void label_namesThatOnlyFailed_unusedForTheIdleTimeout_makeRoom() {
    fillWithUnproven("orders");
    rounds();
    time.advance(Duration.ofHours(25));
    rounds();
    assertThat(toolError("orders", "new")).isEqualTo("new");
    assertThat(unproven.size(ServiceId.of("orders"))).isEqualTo(1);
  }

  @Test
  void label_serviceThatIsGivenUp_isForgotten() {
    fillWithUnproven("orders");
    unproven.forget(ServiceId.of("orders"));
    assertThat(unproven.size(ServiceId.of("orders"))).isZero();
    fillWithUnproven("orders");
  }

  /** An agent's own calls are not made up by others. */
  @Test
  void label_clientsCalls_areTheirNames() {
    fillWithUnproven("orders");
    Operation call = of("orders", "new", Outcome.SERVER_ERROR);
    call.side(Side.CLIENT);
    knownTools(shard).label(call, false);
    assertThat(call.tool()).isEqualTo("new");
    assertThat(unproven.size(ServiceId.of("orders"))).isEqualTo(MAX_UNPROVEN);
  }

  private void fillWithUnproven(String service) {
    for (int i = 0; i < MAX_UNPROVEN; i++) {
      assertThat(toolError(service, "broken-" + i)).isEqualTo("broken-" + i);
    }
  }
}
