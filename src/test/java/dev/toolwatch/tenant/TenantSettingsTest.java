package dev.toolwatch.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The configuration as a tenant sees it. */
class TenantSettingsTest {
  private static SmallRyeConfig acme(Map<String, String> settings) {
    SmallRyeConfig process =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .build();
    return TenantConfig.of(process, "acme");
  }

  private static String value(SmallRyeConfig config, String name) {
    return config.getOptionalValue(name, String.class).orElse(null);
  }

  @Test
  void ofItsOwn_goesBefore_thatOfTheProcess() {
    SmallRyeConfig config =
        acme(
            Map.of(
                "toolwatch.traces.keep", "1M",
                "toolwatch.traces.retention", "2d",
                "toolwatch.tenants.acme.traces.keep", "5M",
                "toolwatch.tenants.other.traces.retention", "9d"));
    assertThat(value(config, "toolwatch.traces.keep")).isEqualTo("5M");
    assertThat(value(config, "toolwatch.traces.retention")).isEqualTo("2d");
  }

  @Test
  void namesOfOthers_areNotPassedOn() {
    SmallRyeConfig config =
        acme(
            Map.of(
                "toolwatch.probes.jira.kind", "http",
                "toolwatch.slo.objectives.fast.target", "99",
                "toolwatch.slo.provider", "the operator",
                "toolwatch.mcp.tool-lists.a.tools", "find",
                "toolwatch.tenants.other.probes.theirs.kind", "http",
                "toolwatch.tenants.acme.probes.mine.kind", "tcp"));
    assertThat(value(config, "toolwatch.probes.mine.kind")).isEqualTo("tcp");
    assertThat(value(config, "toolwatch.probes.jira.kind")).isNull();
    assertThat(value(config, "toolwatch.slo.provider")).isNull();
    assertThat(config.getPropertyNames())
        .filteredOn(name -> name.startsWith("toolwatch."))
        .containsExactly("toolwatch.probes.mine.kind");
  }

  @Test
  void store_isAPlaceOfItsOwn() {
    SmallRyeConfig config =
        acme(
            Map.of(
                "toolwatch.store.path", "/var/lib/toolwatch",
                "toolwatch.store.url", "jdbc:postgresql://host:5432/db?sslmode=require",
                "toolwatch.users.key", "secret"));
    assertThat(value(config, "toolwatch.store.path")).isEqualTo("/var/lib/toolwatch/tenants/acme");
    assertThat(value(config, "toolwatch.store.url"))
        .isEqualTo(
            "jdbc:postgresql://host:5432/db?sslmode=require&currentSchema=%22toolwatch_acme%22");
    assertThat(value(config, "toolwatch.users.key")).isEqualTo("secret/acme");
    assertThat(value(acme(Map.of()), "toolwatch.store.path"))
        .isEqualTo("toolwatch-data/tenants/acme");
    assertThat(value(acme(Map.of()), "toolwatch.store.url")).isNull();
  }

  @Test
  void countingKey_isThatOfTheTenant_whereItHasNoKeyOfItsOwn() {
    Map<String, String> rotated =
        Map.of("toolwatch.users.key", "new", "toolwatch.users.counting-key", "old");
    assertThat(value(acme(rotated), "toolwatch.users.key")).isEqualTo("new/acme");
    assertThat(value(acme(rotated), "toolwatch.users.counting-key")).isEqualTo("old/acme");
    Map<String, String> generated =
        Map.of("toolwatch.users.key", "new", "toolwatch.users.counting-key", "generated");
    assertThat(value(acme(generated), "toolwatch.users.counting-key")).isEqualTo("generated");
    assertThat(value(acme(Map.of()), "toolwatch.users.counting-key")).isNull();
  }

  @Test
  void countingKey_tenantWithAKeyOfItsOwn_hasOnlyItsOwn() {
    Map<String, String> settings = new HashMap<>();
    settings.put("toolwatch.users.key", "new");
    settings.put("toolwatch.users.counting-key", "old");
    settings.put("toolwatch.tenants.acme.users.key", "theirs");
    assertThat(value(acme(settings), "toolwatch.users.key")).isEqualTo("theirs");
    assertThat(value(acme(settings), "toolwatch.users.counting-key")).isNull();
    settings.put("toolwatch.tenants.acme.users.counting-key", "their old one");
    assertThat(value(acme(settings), "toolwatch.users.counting-key")).isEqualTo("their old one");
  }

  @Test
  void schema_isBelowThatOfTheOperator() {
    String url = "jdbc:postgresql://host/db?currentSchema=mine&ssl=true";
    assertThat(TenantSchema.of(url, "a-b"))
        .isEqualTo("jdbc:postgresql://host/db?currentSchema=%22mine_a-b%22&ssl=true");
    assertThatThrownBy(() -> TenantSchema.of(url.replace("mine", "m".repeat(60)), "a-b"))
        .hasMessageContaining("63 characters");
  }

  @Test
  void settings_thatATenantMayHave() {
    assertThat(
            List.of(
                "toolwatch.traces.keep",
                "toolwatch.store.retention.days",
                "toolwatch.probes.a.kind",
                "toolwatch.slo.objectives.a.target",
                "toolwatch.users.counting-key",
                "toolwatch.users.key"))
        .allMatch(TenantSettings::isOfTenants);
    assertThat(
            List.of(
                "toolwatch.store.path",
                "toolwatch.store.url",
                "toolwatch.auth.enabled",
                "toolwatch.otlp.http-port",
                "toolwatch.users.attributes",
                "toolwatch.mcp.join-wait"))
        .noneMatch(TenantSettings::isOfTenants);
  }

  @Test
  void names() {
    assertThat(List.of("a", "acme-2", "0_x", "a".repeat(40))).allMatch(Tenants::isName);
    assertThat(List.of("", "Acme", "-a", "_a", "a.b", "a/b", "..", "a b", "é", "a".repeat(41)))
        .noneMatch(Tenants::isName);
  }
}
