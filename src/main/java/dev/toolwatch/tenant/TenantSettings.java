package dev.toolwatch.tenant;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the settings of the current tenant. */
public final class TenantSettings implements SyntheticBeanCreator<Object> {
  static final String TYPE = "type";

  static final String[] TYPES = {
    "dev.toolwatch.cardinality.CardinalitySettings",
    "dev.toolwatch.errors.ErrorsSettings",
    "dev.toolwatch.mcp.McpSettings",
    "dev.toolwatch.mcp.ReportedMetricsSettings",
    "dev.toolwatch.mcp.UserSettings",
    "dev.toolwatch.probe.ProbeSettings",
    "dev.toolwatch.relay.RelaySettings",
    "dev.toolwatch.slo.SloSettings",
    "dev.toolwatch.store.StoreSettings",
    "dev.toolwatch.traces.TracesSettings",
    "dev.toolwatch.usage.UsageSettings",
  };

  /** What each tenant may have another value of. The rest is of the process, or of the operator. */
  private static final List<String> OF_TENANTS =
      List.of(
          "toolwatch.cardinality.",
          "toolwatch.coverage.",
          "toolwatch.errors.",
          "toolwatch.mcp.",
          "toolwatch.probes.",
          "toolwatch.relay.",
          "toolwatch.slo.",
          "toolwatch.store.retention.",
          "toolwatch.traces.",
          "toolwatch.usage.",
          "toolwatch.users.counting-key",
          "toolwatch.users.key");

  /** Read where there is only one value of them. */
  private static final Set<String> OF_PROCESS =
      Set.of("toolwatch.mcp.join-wait", "toolwatch.traces.redacted-attributes");

  /** Whether a tenant may have a value of its own of a setting. */
  public static boolean isOfTenants(String setting) {
    return OF_TENANTS.stream().anyMatch(setting::startsWith) && !OF_PROCESS.contains(setting);
  }

  /** The configuration as a tenant sees it. */
  public static Config of(String tenant) {
    return TenantConfig.of(process(), tenant);
  }

  private static SmallRyeConfig process() {
    return ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
  }

  @Override
  public Object create(Instance<Object> lookup, Parameters parameters) {
    try {
      Class<?> type =
          Class.forName(
              parameters.get(TYPE, String.class),
              true,
              Thread.currentThread().getContextClassLoader());
      return CurrentTenant.isDefault()
          ? process().getConfigMapping(type)
          : ofTenant(CurrentTenant.name(), type);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object ofTenant(String tenant, Class<?> type) {
    try {
      return TenantConfig.of(process(), tenant, type);
    } catch (RuntimeException e) {
      // Without the cause, whose message would be taken for one about the operator's setting.
      throw new ConfigurationException(
          "Toolwatch does not start: the settings of tenant %s: %s"
              .formatted(tenant, e.getMessage()));
    }
  }
}
