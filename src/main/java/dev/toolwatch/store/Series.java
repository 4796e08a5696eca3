package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * What roll-ups are kept for: a service as a whole, or one method and tool of it.
 *
 * @param service the service's name
 * @param method the MCP method; empty for the service as a whole
 * @param tool the tool; empty where the method calls none
 */
public record Series(ServiceId service, String method, String tool) {
  public Series {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(tool, "tool");
  }

  /** All that the service did. */
  public static Series whole(ServiceId service) {
    return new Series(service, "", "");
  }
}
