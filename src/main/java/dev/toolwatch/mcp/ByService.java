package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects settings that are given for single services. Each is named for one service, or lists
 * several. Not thread-safe.
 *
 * @param <T> what is set
 */
final class ByService<T> {
  private final String setting;
  private final Map<ServiceId, T> values = new HashMap<>();
  private final Map<ServiceId, String> from = new HashMap<>();

  /**
   * @param setting what the names of the settings begin with, without the part that users choose
   */
  ByService(String setting) {
    this.setting = setting;
  }

  /**
   * Adds a value.
   *
   * @param name the part of the setting's name that users choose
   * @param services the services it is for; if empty, the one of that name
   * @throws IllegalArgumentException if a service has one already
   */
  void put(String name, Optional<List<String>> services, T value) {
    for (String listed : services.orElse(List.of(name))) {
      ServiceId service = ServiceId.of(listed.strip());
      String other = from.put(service, name);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s.%s.services is %s, but must not name a service that %s.%s has, too"
                .formatted(setting, name, service.name(), setting, other));
      }
      values.put(service, value);
    }
  }

  Map<ServiceId, T> values() {
    return Map.copyOf(values);
  }
}
