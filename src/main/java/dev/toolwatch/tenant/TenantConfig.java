package dev.toolwatch.tenant;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The configuration as a tenant sees it: {@code toolwatch.tenants.NAME.x} instead of {@code toolwatch.x},
 * and a place of its own in the store. What names the operator's own services, tools, people or places is
 * not passed on. Immutable.
 */
final class TenantConfig implements ConfigSource {
  private static final String PREFIX = "toolwatch.";
  private static final String STORE_PATH = "toolwatch.store.path";
  private static final String STORE_URL = "toolwatch.store.url";
  private static final String USERS_KEY = "toolwatch.users.key";
  private static final String COUNTING_KEY = "toolwatch.users.counting-key";

  /** As a counting key, it is the one in the file of each. */
  private static final String GENERATED = "generated";

  /** What each tenant has only if it says so itself. */
  private static final List<String> NOT_PASSED_ON =
      List.of(
          "toolwatch.probes.",
          "toolwatch.mcp.tool-lists.",
          "toolwatch.mcp.sampling.",
          "toolwatch.slo.objectives.",
          "toolwatch.slo.formerly.",
          "toolwatch.slo.provider",
          "toolwatch.slo.report-directory");

  private final SmallRyeConfig process;
  private final String tenant;
  private final String own;

  private TenantConfig(SmallRyeConfig process, String tenant) {
    this.process = process;
    this.tenant = tenant;
    own = Tenants.SETTINGS + tenant + ".";
  }

  /** The configuration of a tenant. */
  static SmallRyeConfig of(SmallRyeConfig process, String tenant) {
    return builder(process, tenant).build();
  }

  /** The settings of one kind of a tenant. */
  static <T> T of(SmallRyeConfig process, String tenant, Class<T> type) {
    return builder(process, tenant).withMapping(type).build().getConfigMapping(type);
  }

  private static SmallRyeConfigBuilder builder(SmallRyeConfig process, String tenant) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMappingIgnore(PREFIX + "**")
        .withSources(new TenantConfig(process, tenant));
  }

  @Override
  public String getName() {
    return "the settings of tenant " + tenant;
  }

  @Override
  public Set<String> getPropertyNames() {
    Set<String> names = new LinkedHashSet<>();
    for (String name : process.getPropertyNames()) {
      if (name.startsWith(own)) {
        names.add(PREFIX + name.substring(own.length()));
      } else if (name.startsWith(PREFIX) && isPassedOn(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean isPassedOn(String name) {
    return !name.startsWith(Tenants.SETTINGS) && NOT_PASSED_ON.stream().noneMatch(name::startsWith);
  }

  @Override
  public String getValue(String name) {
    if (!name.startsWith(PREFIX)) {
      return null;
    }
    String given = value(own + name.substring(PREFIX.length()));
    if (given != null) {
      return given;
    }
    String passedOn = isPassedOn(name) ? value(name) : null;
    return switch (name) {
      case STORE_PATH ->
          Path.of(passedOn == null ? Tenants.STORE : passedOn)
              .resolve("tenants")
              .resolve(tenant)
              .toString();
      case STORE_URL -> passedOn == null ? null : TenantSchema.of(passedOn, tenant);
      // Nobody can tell by their pseudonyms who uses the servers of two tenants.
      case USERS_KEY -> passedOn == null ? null : passedOn + "/" + tenant;
      case COUNTING_KEY -> countingKey(passedOn);
      default -> passedOn;
    };
  }

  /** A tenant with a key of its own is not of those whom the process has counted under its key. */
  private String countingKey(String passedOn) {
    if (passedOn == null || value(own + "users.key") != null) {
      return null;
    }
    return passedOn.equals(GENERATED) ? GENERATED : passedOn + "/" + tenant;
  }

  private String value(String name) {
    ConfigValue value = process.getConfigValue(name);
    return value == null ? null : value.getValue();
  }
}
