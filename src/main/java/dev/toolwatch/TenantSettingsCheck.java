package dev.toolwatch;

import dev.toolwatch.tenant.TenantSettings;
import dev.toolwatch.tenant.Tenants;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    Set<String> given = new TreeSet<>();
    ConfigProvider.getConfig().getPropertyNames().forEach(given::add);
    ConfigProvider.getConfig()
        .getConfigSources()
        .forEach(source -> given.addAll(source.getPropertyNames()));
    SettingNames names = SettingNames.of(Toolwatch.settingsPage());
    for (String name : given) {
      // A variable is given once more as a property, with dots for its hyphens.
      boolean again =
          name.startsWith(Tenants.SETTINGS) && given.contains(SettingNames.variable(name));
      String problem = again ? "" : problem(name, tenants.named(), names);
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
      return problemOfVariable(name, tenants, names);
    }
    if (!name.startsWith(Tenants.SETTINGS)) {
      return "";
    }
    String rest = name.substring(Tenants.SETTINGS.length());
    int dot = rest.indexOf('.');
    String tenant = dot < 0 ? rest : rest.substring(0, dot);
    return dot < 0 || !tenants.contains(tenant)
        ? unknownTenant(name)
        : problemOfSetting(name, SettingNames.PROPERTY + rest.substring(dot + 1), names);
  }

  /** A variable may be of several tenants, such as a and a-b. It has to be a setting of one. */
  private static String problemOfVariable(String name, List<String> tenants, SettingNames names) {
    String problem = unknownTenant(name);
    for (String tenant : tenants) {
      String prefix = SettingNames.variable(Tenants.SETTINGS + tenant) + "_";
      if (name.startsWith(prefix)) {
        String setting = SettingNames.VARIABLE + name.substring(prefix.length());
        problem = problemOfSetting(name, setting, names);
        if (problem.isEmpty()) {
          return "";
        }
      }
    }
    return problem;
  }

  private static String problemOfSetting(String name, String setting, SettingNames names) {
    Optional<String> known = names.property(setting);
    if (known.isEmpty()) {
      String hint =
          names.nearest(setting).map(nearest -> ". Did you mean %s?".formatted(nearest)).orElse("");
      return "%s is not a setting: %s is none%s".formatted(name, setting, hint);
    }
    return TenantSettings.isOfTenants(known.get())
        ? ""
        : "%s is not a setting: %s is the same for all tenants".formatted(name, setting);
  }

  private static String unknownTenant(String name) {
    return "%s is of a tenant that no token names (toolwatch.auth.tokens.*.tenant)".formatted(name);
  }
}
