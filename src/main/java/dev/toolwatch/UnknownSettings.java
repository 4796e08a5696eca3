package dev.toolwatch;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.logging.Logger;

/** Names what was meant as a setting and is none: it would have no effect, and nobody would know. */
@Singleton
final class UnknownSettings {
  private static final Logger LOG = Logger.getLogger(UnknownSettings.class);

  /** Lines at most: a start is not drowned by them. */
  private static final int MAX_LINES = 20;

  /** Longer names are cut. */
  private static final int MAX_NAME = 100;

  /** Kubernetes gives each container the addresses of all Services, by their names. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "TOOLWATCH_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?"
              + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.+");
  private static final Pattern PROFILE = Pattern.compile("^%[^.]+\\.");

  /** Runs before anything else starts. */
  void onStart(@Observes @Priority(1) StartupEvent event) {
    Map<String, String> given = new TreeMap<>();
    for (ConfigSource source : ConfigProvider.getConfig().getConfigSources()) {
      for (String name : source.getPropertyNames()) {
        if (isMeant(PROFILE.matcher(name).replaceFirst(""))) {
          String value = source.getValue(name);
          given.put(PROFILE.matcher(name).replaceFirst(""), value == null ? "" : value);
        }
      }
    }
    lines(given, SettingNames.of(Toolwatch.settingsPage())).forEach(LOG::warn);
  }

  private static boolean isMeant(String name) {
    boolean ours = name.startsWith(SettingNames.VARIABLE) || name.startsWith(SettingNames.PROPERTY);
    return ours && !TenantSettingsCheck.isOfTenant(name);
  }

  /** What to say of the given names and values. Values are secrets: no line has them. */
  static List<String> lines(Map<String, String> given, SettingNames names) {
    List<String> lines = new ArrayList<>();
    given.forEach(
        (name, value) -> {
          // A variable is given once more as the property that it may stand for.
          boolean again =
              name.startsWith(SettingNames.PROPERTY)
                  && given.containsKey(SettingNames.variable(name));
          if (isMeant(name) && !again && !isOfKubernetes(name, value) && !names.knows(name)) {
            lines.add(line(name, names));
          }
        });
    if (lines.size() <= MAX_LINES) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, MAX_LINES));
    first.add((lines.size() - MAX_LINES) + " more names are not settings either");
    return first;
  }

  private static boolean isOfKubernetes(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches();
  }

  /** Also for a start that fails because of the name. */
  static String line(String name, SettingNames names) {
    String shown = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "…" : name;
    return names
        .nearest(name.substring(0, Math.min(name.length(), MAX_NAME)))
        .map(
            nearest ->
                "%s is not a setting and has no effect. Did you mean %s?".formatted(shown, nearest))
        .orElseGet(
            () ->
                "%s is not a setting and has no effect: docs/reference/settings.md lists all"
                    .formatted(shown));
  }
}
