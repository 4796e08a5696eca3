package dev.toolwatch.errors;

import dev.toolwatch.signal.ServiceId;
import java.util.List;
import java.util.Objects;

/**
 * An error group as the store has it. Times are milliseconds since the Unix epoch. Immutable.
 *
 * @param id the number of its row
 * @param type of the exception, or the code of MCP
 * @param message of the error that was stored first, without secrets
 * @param callersMistake whether its errors are the callers' mistakes
 * @param firstMillis when the first of all errors happened
 * @param lastMillis when the last of all errors happened
 * @param firstVersion of the service when the first of them happened; empty if unknown
 * @param lastVersion of the service when the last of them happened; empty if unknown
 * @param events how many errors there were of all time
 * @param state as it was set: what ends it may have happened since
 * @param samples in the order of time; none if nobody asked for them
 */
public record StoredGroup(
    long id,
    Grouping grouping,
    ServiceId service,
    String type,
    String message,
    boolean callersMistake,
    long firstMillis,
    long lastMillis,
    String firstVersion,
    String lastVersion,
    long events,
    GroupState state,
    List<ErrorSample> samples) {
  public StoredGroup {
    Objects.requireNonNull(grouping, "grouping");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(state, "state");
    samples = List.copyOf(samples);
  }

  /** The same group with samples. */
  StoredGroup with(List<ErrorSample> some) {
    return new StoredGroup(
        id,
        grouping,
        service,
        type,
        message,
        callersMistake,
        firstMillis,
        lastMillis,
        firstVersion,
        lastVersion,
        events,
        state,
        some);
  }
}
