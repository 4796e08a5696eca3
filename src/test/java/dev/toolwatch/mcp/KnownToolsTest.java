package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnownToolsTest {
  private final KnownTools tools = new KnownTools(2, 3);

  private String unknown(String service, String tool) {
    return label(service, tool, Outcome.CLIENT_ERROR, true);
  }

  private String succeeded(String service, String tool) {
    return label(service, tool, Outcome.OK, false);
  }

  private String label(String service, String tool, Outcome outcome, boolean unknownTarget) {
    Operation call = new Operation();
    call.service(ServiceId.of(service));
    call.tool(tool);
    if (outcome != Outcome.OK) {
      call.failed(outcome, "-32602");
    }
    return tools.label(call, unknownTarget);
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

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void label_onceItDidAnythingElse_isItsName(Outcome outcome) {
    assertThat(label("orders", "add", outcome, false)).isEqualTo("add");
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

  /** What cannot be learnt is still right while it succeeds. */
  @Test
  void label_beyondTheToolsOfAService_isNotLearnt() {
    for (int i = 0; i < 3; i++) {
      succeeded("orders", "tool-" + i);
    }
    assertThat(succeeded("orders", "one more")).isEqualTo("one more");
    assertThat(unknown("orders", "one more")).isEqualTo("__unknown__");
    assertThat(unknown("orders", "tool-2")).isEqualTo("tool-2");
  }

  @Test
  void label_beyondTheServices_isNotLearnt() {
    succeeded("a", "add");
    succeeded("b", "add");
    assertThat(succeeded("c", "add")).isEqualTo("add");
    assertThat(unknown("c", "add")).isEqualTo("__unknown__");
    assertThat(unknown("b", "add")).isEqualTo("add");
  }
}
