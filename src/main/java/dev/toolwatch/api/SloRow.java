package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.toolwatch.slo.BurnRate;
import dev.toolwatch.slo.EventCount;
import dev.toolwatch.slo.Objective;
import dev.toolwatch.slo.SloStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The state of an objective for a service. Every event counts, even in maintenance windows. */
record SloRow(
    @Schema(description = "The objective's name") String slo,
    @Schema(description = "The service's name") String service,
    @Schema(description = "The tool that the objective is about", nullable = true) String tool,
    @Schema(
            description = "What the objective is about",
            enumeration = {"availability", "latency"})
        String indicator,
    @Schema(description = "The longest good duration", nullable = true) Double thresholdSeconds,
    @Schema(description = "The ratio of events that has to be good") double objective,
    @Schema(description = "The objective's window: a number of days, week, month or quarter")
        String window,
    @Schema(description = "The start of the window") Instant from,
    @Schema(description = "The end of the window: the end of the current minute") Instant to,
    @Schema(description = "Events in the window") long events,
    @Schema(description = "Bad events") long bad,
    @Schema(description = "The ratio of events that is good", nullable = true) Double goodRatio,
    @Schema(description = "The same as good_ratio, for older readers", nullable = true)
        Double ratio,
    @Schema(
            description =
                "The error budget: the bad events that the objective allows for this many events")
        double budget,
    @Schema(description = "The part of the budget that is left; below 0 if it is overspent")
        double budgetLeft,
    @Schema(
            description =
                "The burn rate over 5 minutes. At 1, the budget lasts exactly for the window")
        @JsonProperty("burn_5m")
        double burn5m,
    @Schema(description = "The burn rate over 30 minutes") @JsonProperty("burn_30m") double burn30m,
    @Schema(description = "The burn rate over an hour") @JsonProperty("burn_1h") double burn1h,
    @Schema(description = "The burn rate over 2 hours") @JsonProperty("burn_2h") double burn2h,
    @Schema(description = "The burn rate over 6 hours") @JsonProperty("burn_6h") double burn6h,
    @Schema(description = "The burn rate over a day") @JsonProperty("burn_1d") double burn1d,
    @Schema(description = "The burn rate over 3 days") @JsonProperty("burn_3d") double burn3d,
    @Schema(
            description =
                "Who has to know. It takes high burn rates over a long and a short window",
            enumeration = {"page", "ticket", "none"})
        String alert,
    @Schema(
            description =
                "Time until the budget is spent at the last hour's burn rate; null if it lasts",
            nullable = true)
        Long exhaustionSeconds) {
  private static final int PLACES = 6;

  static SloRow of(SloStatus status) {
    Objective objective = status.objective();
    EventCount count = status.count();
    return new SloRow(
        objective.name(),
        status.service().name(),
        objective.tool(),
        objective.goal().label(),
        objective.thresholdSeconds(),
        objective.target(),
        objective.window().label(),
        status.window().from(),
        status.window().to(),
        count.events(),
        count.bad(),
        Figures.ratio(count.good(), count.events()),
        Figures.ratio(count.good(), count.events()),
        rounded(objective.budget() * count.events()),
        rounded(objective.left(count)),
        burn(status, Duration.ofMinutes(5)),
        burn(status, Duration.ofMinutes(30)),
        burn(status, Duration.ofHours(1)),
        burn(status, Duration.ofHours(2)),
        burn(status, Duration.ofHours(6)),
        burn(status, Duration.ofDays(1)),
        burn(status, Duration.ofDays(3)),
        status.alert(),
        status.exhaustion() == null ? null : status.exhaustion().toSeconds());
  }

  private static double burn(SloStatus status, Duration window) {
    BurnRate rate = status.rates().get(window);
    return rounded(rate.rate());
  }

  static double rounded(double value) {
    return BigDecimal.valueOf(value).setScale(PLACES, RoundingMode.HALF_EVEN).doubleValue();
  }
}
