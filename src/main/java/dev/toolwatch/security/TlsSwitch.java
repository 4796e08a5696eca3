package dev.toolwatch.security;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Switches the ports that Quarkus serves to TLS together with Toolwatch's own. A source of
 * settings, because by default Quarkus would open a second port for TLS and keep the first one in
 * the clear.
 */
public final class TlsSwitch implements ConfigSourceFactory {
  /** Below application.properties (250), so that explicit settings win. */
  private static final int ORDINAL = 240;

  private static final Pattern KEY_STORE =
      Pattern.compile(
          "quarkus\\.tls\\.key-store\\.(pem\\..+\\.cert|p12\\.path|jks\\.path)"
              + "|QUARKUS_TLS_KEY_STORE_(PEM_.+_CERT|P12_PATH|JKS_PATH)");

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    Map<String, String> settings = new HashMap<>();
    ConfigValue name = context.getValue("toolwatch.tls.configuration-name");
    if (name != null && name.getValue() != null && !name.getValue().isBlank()) {
      settings.put("quarkus.http.tls-configuration-name", name.getValue());
      settings.put("quarkus.management.tls-configuration-name", name.getValue());
    } else if (!hasDefault(context)) {
      return List.of();
    }
    settings.put("quarkus.http.insecure-requests", "disabled");
    settings.put("quarkus.http.ssl-port", "${quarkus.http.port:8080}");
    settings.put("quarkus.http.test-ssl-port", "${quarkus.http.test-port:8081}");
    return List.of(new PropertiesConfigSource(settings, "TlsSwitch", ORDINAL));
  }

  /**
   * Whether the registry's default configuration has a key store. Looks only at settings without a
   * default, because the others are always present.
   */
  private static boolean hasDefault(ConfigSourceContext context) {
    Iterator<String> names = context.iterateNames();
    while (names.hasNext()) {
      if (KEY_STORE.matcher(names.next()).matches()) {
        return true;
      }
    }
    return false;
  }
}
