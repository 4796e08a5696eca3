package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of tenants that prevent the start, and those that do not. */
class TenantSettingsCheckTest {
  private static final SettingNames NAMES = SettingNames.of(Toolwatch.settingsPage());

  private static String problem(String name) {
    return TenantSettingsCheck.problem(name, List.of("acme", "a-b"), NAMES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toolwatch.traces.keep",
        "toolwatch.tenants.acme.traces.keep",
        "toolwatch.tenants.a-b.slo.objectives.fast.target",
        "TOOLWATCH_TENANTS_ACME_TRACES_KEEP",
        "TOOLWATCH_TENANTS_A_B_STORE_RETENTION_DAYS",
        "TOOLWATCH_TENANTS_ACME_CARDINALITY_MAX_TOOLS",
        "TOOLWATCH_TENANTS_ACME_PROBES_SEARCH_KIND",
      })
  void fine(String name) {
    assertThat(problem(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "toolwatch.tenants.other.traces.keep, that no token names",
    "TOOLWATCH_TENANTS_OTHER_TRACES_KEEP, that no token names",
    "toolwatch.tenants.acme, that no token names",
    "toolwatch.tenants.acme.traces.kep, toolwatch.traces.kep is none",
    "toolwatch.tenants.acme.traces.kep, Did you mean toolwatch.traces.keep?",
    "TOOLWATCH_TENANTS_ACME_TRACES_KEP, TOOLWATCH_TRACES_KEP is none",
    "TOOLWATCH_TENANTS_ACME_STORE_PATH, is the same for all tenants",
    "TOOLWATCH_TENANTS_A_B_MCP_JOIN_WAIT, is the same for all tenants",
    "toolwatch.tenants.acme.otlp.http-port, is the same for all tenants",
    "toolwatch.tenants.acme.store.path, is the same for all tenants",
    "toolwatch.tenants.acme.users.attributes, is the same for all tenants",
  })
  void wrong(String name, String problem) {
    assertThat(problem(name)).contains(problem);
  }
}
