package dev.toolwatch.api;

import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Active users as of a day.
 *
 * @param date the day, in the calendar of {@code toolwatch.usage.time-zone}
 * @param dau users with an operation on that day; null if unknown
 * @param wau users with an operation in the 7 days that end with it; null if unknown
 * @param mau users with an operation in the 30 days that end with it; null if unknown
 * @param stickiness {@code dau} divided by {@code mau}; null without users
 */
record ActiveRow(
    @Schema(description = "The day in the store's time zone") LocalDate date,
    @Schema(description = "Users on the day; null if unknown", nullable = true) Long dau,
    @Schema(description = "Users in the 7 days that end with the day", nullable = true) Long wau,
    @Schema(description = "Users in the 30 days that end with the day", nullable = true) Long mau,
    @Schema(description = "dau divided by mau", nullable = true) Double stickiness) {}
