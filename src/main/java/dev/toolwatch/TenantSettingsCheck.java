package dev.toolwatch;

import dev.toolwatch.tenant.TenantSettings;
import dev.toolwatch.tenant.Tenants;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Prevents a start with settings of tenants that would have no effect: of a tenant that no token names, or
 * settings that are not, or only the process has.
 */
@Singleton
final class TenantSettingsCheck {
  private static final String VARIABLE = SettingNames.variable(Tenants.SETTINGS);

  private final Tenants tenants;

  @Inject
  TenantSettingsCheck(Tenants tenants) {
    this.tenants = tenants;
  }

  /** Runs when the tokens are known, and before any tenant's objects are made. */
  void onStart(@Observes @Priority(2) StartupEvent event) {
    List<String> given = new ArrayList<>();
    ConfigProvider.getConfig().getPropertyNames().forEach(given::add);
    SettingNames names = SettingNames.of(Toolwatch.settingsPage());
    for (String name : given) {
      String problem = problem(name, tenants.named(), names);
      if (!problem.isEmpty()) {
        throw new ConfigurationException("Toolwatch does not start: " + problem);
      }
    }
    tenants.named().forEach(tenant -> SettingRanges.check(TenantSettings.of(tenant)));
  }

  /** Whether a name is meant as a setting of one tenant. */
  static boolean isOfTenant(String name) {
    return name.startsWith(Tenants.SETTINGS) || name.startsWith(VARIABLE);
  }

  /**
   * What is wrong with a setting of a tenant.
   *
   * @param name of any setting, as a property or a variable
   * @return empty if nothing is, or if it is not a tenant's setting
   */
  static String problem(String name, List<String> tenants, SettingNames names) {
    if (name.startsWith(VARIABLE)) {
      return tenants.stream()
              .anyMatch(
                  tenant -> name.startsWith(SettingNames.variable(Tenants.SETTINGS + tenant) + "_"))
          ? ""
          : unknownTenant(name);
    }
    if (!name.startsWith(Tenants.SETTINGS)) {
      return "";
    }
    String rest = name.substring(Tenants.SETTINGS.length());
    int dot = rest.indexOf('.');
    String tenant = dot < 0 ? rest : rest.substring(0, dot);
    if (dot < 0 || !tenants.contains(tenant)) {
      return isVariable(name, tenants) ? "" : unknownTenant(name);
    }
    String setting = SettingNames.PROPERTY + rest.substring(dot + 1);
    if (!names.knows(setting)) {
      return name + " is not a setting: " + setting + " is none";
    }
    return TenantSettings.isOfTenants(setting)
        ? ""
        : name + " is not a setting: " + setting + " is the same for all tenants";
  }

  /** A variable is given once more as the property that it may stand for, with dots for its hyphens. */
  private static boolean isVariable(String name, List<String> tenants) {
    return tenants.stream()
        .anyMatch(
            tenant ->
                SettingNames.variable(name)
                    .startsWith(SettingNames.variable(Tenants.SETTINGS + tenant) + "_"));
  }

  private static String unknownTenant(String name) {
    return "%s is of a tenant that no token names (toolwatch.auth.tokens.*.tenant)".formatted(name);
  }
}
