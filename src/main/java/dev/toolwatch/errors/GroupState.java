package dev.toolwatch.errors;

import java.util.Objects;

/**
 * The status of an error group, and what ends it. Times are milliseconds since the Unix epoch.
 * Immutable.
 *
 * @param regressed whether an open group had been resolved before it came back
 * @param changedMillis when the status was set; 0 if it never was
 * @param changedBy the name of the token that set it; empty if it came back or was never set
 * @param version a resolved group comes back only with a later version of the service; empty if with
 *     any
 * @param untilMillis when an ignored group is open again; 0 for never
 * @param untilEvents after how many events, of all time, an ignored group is open again; 0 for never
 */
public record GroupState(
    GroupStatus status,
    boolean regressed,
    long changedMillis,
    String changedBy,
    String version,
    long untilMillis,
    long untilEvents) {
  /** Of a group that nobody has touched. */
  public static final GroupState NEW = new GroupState(GroupStatus.OPEN, false, 0, "", "", 0, 0);

  public GroupState {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(changedBy, "changedBy");
    Objects.requireNonNull(version, "version");
  }

  /**
   * The status at a time: a group is no longer ignored once its time is over, or its events have
   * happened.
   *
   * @param nowMillis the time since the Unix epoch
   * @param events of all time
   */
  public GroupStatus statusAt(long nowMillis, long events) {
    boolean over =
        untilMillis > 0 && nowMillis >= untilMillis || untilEvents > 0 && events >= untilEvents;
    return status == GroupStatus.IGNORED && over ? GroupStatus.OPEN : status;
  }
}
