package dev.toolwatch.api;

import dev.toolwatch.errors.GroupState;
import dev.toolwatch.errors.StoredGroup;
import dev.toolwatch.signal.ShownUsers;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One error group: what the listing has of it, its state, its errors over time and its samples.
 *
 * @param changedAt when its status was set; null if it never was
 * @param changedBy the name of the token that set it; null if it came back or was never set
 * @param resolvedVersion it comes back only with a later version; null if with any
 * @param ignoredUntil when it is open again; null for never
 * @param ignoredUntilEvents at how many errors of all time it is open again; null for never
 * @param totalEvents errors of all time
 * @param from the start of the period, widened to whole hours
 * @param to the end of the period, exclusive
 * @param series errors by the hour of the period; hours without any are left out
 * @param frames of the newest sample's reported exception, the oldest call first
 * @param exceptions of the newest sample
 * @param samples the newest first
 */
@RegisterForReflection(
    targets = {
      ErrorAnswer.class,
      ErrorAnswer.HourRow.class,
      ErrorSampleRow.class,
      ExceptionRow.class,
      ExceptionRow.FrameRow.class
    })
record ErrorAnswer(
    String fingerprint,
    String service,
    String type,
    String message,
    String status,
    boolean regressed,
    String outcome,
    String groupedBy,
    Instant firstSeen,
    Instant lastSeen,
    long events,
    @Schema(nullable = true) Long users,
    List<String> tools,
    @Schema(nullable = true) String firstVersion,
    @Schema(nullable = true) String lastVersion,
    @Schema(nullable = true) String traceId,
    @Schema(nullable = true, description = "When its status was set") Instant changedAt,
    @Schema(
            nullable = true,
            description =
                "The name of the token that set it; null if it came back or was never set")
        String changedBy,
    @Schema(
            nullable = true,
            description =
                "It comes back only with a later version of the service; null if with any")
        String resolvedVersion,
    @Schema(nullable = true, description = "When it is open again") Instant ignoredUntil,
    @Schema(nullable = true, description = "At how many errors of all time it is open again")
        Long ignoredUntilEvents,
    @Schema(description = "Errors of all time") long totalEvents,
    @Schema(description = "The start of the period, widened to whole hours") Instant from,
    @Schema(description = "The end of the period, exclusive") Instant to,
    @Schema(description = "Errors by the hour of the period; hours without any are left out")
        List<HourRow> series,
    @Schema(
            description =
                "Frames of the newest sample's reported exception, the oldest call first: the last"
                    + " one threw")
        List<ExceptionRow.FrameRow> frames,
    @Schema(
            description =
                "The newest sample's exceptions: the reported one, then its cause, and so on")
        List<ExceptionRow> exceptions,
    @Schema(description = "The oldest error, the newest, and some between; the newest first")
        List<ErrorSampleRow> samples) {
  private static final long HOUR_SECONDS = 3_600;

  /**
   * An hour.
   *
   * @param time its start
   * @param events in it
   */
  record HourRow(
      @Schema(description = "The start of the hour") Instant time,
      @Schema(description = "Errors in it") long events) {}

  static ErrorAnswer of(
      ErrorRow row,
      StoredGroup group,
      Period period,
      SortedMap<Long, Long> hours,
      ShownUsers shown) {
    GroupState state = group.state();
    List<ErrorSampleRow> samples =
        new ArrayList<>(
            group.samples().stream().map(sample -> ErrorSampleRow.of(sample, shown)).toList());
    Collections.reverse(samples);
    List<ExceptionRow> exceptions = samples.isEmpty() ? List.of() : samples.get(0).exceptions();
    return new ErrorAnswer(
        row.fingerprint(),
        row.service(),
        row.type(),
        row.message(),
        row.status(),
        row.regressed(),
        row.outcome(),
        row.groupedBy(),
        row.firstSeen(),
        row.lastSeen(),
        row.events(),
        row.users(),
        row.tools(),
        row.firstVersion(),
        row.lastVersion(),
        row.traceId(),
        time(state.changedMillis()),
        TraceRow.orNull(state.changedBy()),
        TraceRow.orNull(state.version()),
        time(state.untilMillis()),
        state.untilEvents() == 0 ? null : state.untilEvents(),
        group.events(),
        period.from(),
        period.to(),
        hours.entrySet().stream()
            .map(
                hour ->
                    new HourRow(
                        Instant.ofEpochSecond(hour.getKey() * HOUR_SECONDS), hour.getValue()))
            .toList(),
        exceptions.isEmpty() ? List.of() : exceptions.get(0).frames(),
        exceptions,
        samples);
  }

  private static Instant time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }
}
