package dev.toolwatch.errors;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSketch;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a flush adds to an error group in the store. Times are milliseconds since the Unix epoch.
 *
 * @param type of the exception, or the code of MCP
 * @param message of the first error, without secrets
 * @param callersMistake whether its errors are the callers' mistakes
 * @param firstMillis when the first of the errors to add happened
 * @param lastMillis when the last of them happened
 * @param firstVersion of the service when the first of them happened; empty if unknown
 * @param lastVersion of the service when the last of them happened; empty if unknown
 * @param hours how many errors to add, by hours since the Unix epoch
 * @param days the users to add, by days since the Unix epoch
 * @param tools how many errors to add, by tool; the empty name is for those of no tool
 * @param samples all samples that the group now has, in place of those before
 * @param regressedMillis when it came back after it was resolved; 0 if it did not
 */
record GroupPart(
    Grouping grouping,
    ServiceId service,
    String type,
    String message,
    boolean callersMistake,
    long firstMillis,
    long lastMillis,
    String firstVersion,
    String lastVersion,
    Map<Long, Long> hours,
    Map<Long, UserSketch> days,
    Map<String, Long> tools,
    List<ErrorSample> samples,
    long regressedMillis) {
  GroupPart {
    Objects.requireNonNull(grouping, "grouping");
    Objects.requireNonNull(service, "service");
    hours = Map.copyOf(hours);
    days = Map.copyOf(days);
    tools = Map.copyOf(tools);
    samples = List.copyOf(samples);
  }

  /** How many errors are to be added. */
  long events() {
    return hours.values().stream().mapToLong(times -> times).sum();
  }
}
