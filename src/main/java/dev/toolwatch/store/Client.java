package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * An MCP client of a service.
 *
 * @param service the service that it called
 * @param name as it calls itself in {@code initialize}
 * @param version of the client; empty where it says none
 */
public record Client(ServiceId service, String name, String version) {
  public Client {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
  }
}
