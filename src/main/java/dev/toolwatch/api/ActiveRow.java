package dev.toolwatch.api;

import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Active users as of a day.
 *
 * @param date the day, in the calendar of {@code toolwatch.usage.time-zone}
 * @param dau users with an operation on that day
 * @param wau users with one in the 7 days that end with it
 * @param mau users with one in the 30 days that end with it
 * @param stickiness the day's users by the month's; null where there are none
 */
record ActiveRow(
    @Schema(description = "The day in the store's time zone") LocalDate date,
    @Schema(description = "Users of the day") long dau,
    @Schema(description = "Users of the 7 days that end with it") long wau,
    @Schema(description = "Users of the 30 days that end with it") long mau,
    @Schema(description = "dau by mau", nullable = true) Double stickiness) {}
