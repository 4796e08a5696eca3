package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * The labels that identify a name within a family. It is comparable so that hash maps stay fast for
 * keys that were chosen to have the same hash.
 *
 * @param service the service
 * @param method the MCP method, or the kind of a dependency; empty if the family has none
 * @param tool the tool, or the name of a dependency; empty if there is none
 * @param detail the error type; empty if the family has none
 */
public record SeriesKey(ServiceId service, String method, String tool, String detail)
    implements Comparable<SeriesKey> {
  public SeriesKey {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(detail, "detail");
  }

  @Override
  public int compareTo(SeriesKey other) {
    return compare(
        service, method, tool, detail, other.service, other.method, other.tool, other.detail);
  }

  /**
   * Orders two keys given by their labels. The labels that differ most often are compared first.
   */
  static int compare(
      ServiceId service,
      String method,
      String tool,
      String detail,
      ServiceId otherService,
      String otherMethod,
      String otherTool,
      String otherDetail) {
    int order = tool.compareTo(otherTool);
    if (order == 0) {
      order = detail.compareTo(otherDetail);
    }
    if (order == 0) {
      order = service.compareTo(otherService);
    }
    return order == 0 ? method.compareTo(otherMethod) : order;
  }
}
