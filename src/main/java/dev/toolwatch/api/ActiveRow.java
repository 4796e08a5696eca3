package dev.toolwatch.api;

import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Active users as of a day.
 *
 * @param date the day, in the calendar of {@code toolwatch.usage.time-zone}
 * @param dau users with an operation on that day
 * @param wau users with an operation in the 7 days that end with it
 * @param mau users with an operation in the 30 days that end with it
 * @param stickiness {@code dau} divided by {@code mau}; null without users
 */
record ActiveRow(
    @Schema(description = "The day in the store's time zone") LocalDate date,
    @Schema(description = "Users on the day") long dau,
    @Schema(description = "Users in the 7 days that end with the day") long wau,
    @Schema(description = "Users in the 30 days that end with the day") long mau,
    @Schema(description = "dau divided by mau", nullable = true) Double stickiness) {}
