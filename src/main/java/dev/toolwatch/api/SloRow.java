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

/** How an objective stands for a service. Every event counts, those during maintenance too. */
record SloRow(
    @Schema(description = "The objective's name") String slo,
    @Schema(description = "The service's name") String service,
    @Schema(description = "The tool it is about", nullable = true) String tool,
    @Schema(description = "availability or latency") String indicator,
    @Schema(description = "The longest good duration", nullable = true) Double thresholdSeconds,
    @Schema(description = "The part of events that is to be good") double objective,
    @Schema(description = "The objective's window: days, week, month or quarter") String window,
    @Schema(description = "Where it begins") Instant from,
    @Schema(description = "Where it ends: with the current minute") Instant to,
    @Schema(description = "Events in it") long events,
    @Schema(description = "Bad ones among them") long bad,
    @Schema(description = "The part that is good", nullable = true) Double ratio,
    @Schema(description = "Bad events that the objective allows of so many") double budget,
    @Schema(description = "The part of them that is left; below 0: more are spent")
        double budgetLeft,
    @Schema(description = "How fast the budget burnt in 5 minutes: 1 spends it within the window")
        @JsonProperty("burn_5m")
        double burn5m,
    @Schema(description = "In 30 minutes") @JsonProperty("burn_30m") double burn30m,
    @Schema(description = "In an hour") @JsonProperty("burn_1h") double burn1h,
    @Schema(description = "In 2 hours") @JsonProperty("burn_2h") double burn2h,
    @Schema(description = "In 6 hours") @JsonProperty("burn_6h") double burn6h,
    @Schema(description = "In a day") @JsonProperty("burn_1d") double burn1d,
    @Schema(description = "In 3 days") @JsonProperty("burn_3d") double burn3d,
    @Schema(description = "page, ticket or none: by two windows that both burn too fast")
        String alert,
    @Schema(
            description = "Until the budget is spent, at the last hour's pace; null if it lasts",
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
