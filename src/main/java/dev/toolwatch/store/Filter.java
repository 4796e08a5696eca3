package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import java.util.Set;

/**
 * Which series are wanted. Every member but {@code users} takes any value where it is null.
 *
 * @param service the service
 * @param method the method; empty for services as a whole
 * @param tool the tool; empty for operations that call none
 * @param only these series
 * @param users whether the users are wanted as well; without them a roll-up has none and is read
 *     much faster
 */
public record Filter(
    ServiceId service, String method, String tool, Set<Series> only, boolean users) {
  private static final String CALL = "tools/call";

  /** Every series, without users. */
  public static final Filter ANY = new Filter(null, null, null, null, false);

  /** Every service as a whole. */
  public static Filter services() {
    return service(null);
  }

  /** One service as a whole or, for null, every one. */
  public static Filter service(ServiceId service) {
    return new Filter(service, "", "", null, true);
  }

  /** Calls of all tools, of one service or, for null, of all. */
  public static Filter tools(ServiceId service) {
    return new Filter(service, CALL, null, null, true);
  }

  /** Calls of one tool, of one service or, for null, of all. */
  public static Filter tool(ServiceId service, String tool) {
    return new Filter(service, CALL, tool, null, true);
  }

  /** The same series without their users. */
  public Filter withoutUsers() {
    return new Filter(service, method, tool, only, false);
  }

  /** Those of the series that are among some. */
  public Filter only(Set<Series> some) {
    return new Filter(service, method, tool, some, users);
  }

  /** Whether a series is wanted. */
  public boolean matches(Series series) {
    return (service == null || service.equals(series.service()))
        && (method == null || method.equals(series.method()))
        && (tool == null || tool.equals(series.tool()))
        && (only == null || only.contains(series));
  }
}
