package dev.toolwatch.cardinality;

import java.util.Objects;

/**
 * The labels that tell one series of a family from another.
 *
 * @param service the service's name
 * @param method the MCP method, or the kind of a dependency; empty where the family has none
 * @param tool the tool, or the name of a dependency; empty where there is none
 * @param detail what else the family has: an outcome or an error type
 */
public record SeriesKey(String service, String method, String tool, String detail) {
  public SeriesKey {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(detail, "detail");
  }
}
