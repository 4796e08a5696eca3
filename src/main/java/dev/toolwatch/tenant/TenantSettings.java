package dev.toolwatch.tenant;

import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
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

  @Override
  public Object create(Instance<Object> lookup, Parameters parameters) {
    try {
      Class<?> type =
          Class.forName(
              parameters.get(TYPE, String.class),
              true,
              Thread.currentThread().getContextClassLoader());
      SmallRyeConfig process = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
      String tenant = CurrentTenant.name();
      return tenant.equals(CurrentTenant.DEFAULT)
          ? process.getConfigMapping(type)
          : TenantConfig.of(process, tenant, type);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
