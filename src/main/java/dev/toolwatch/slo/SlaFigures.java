package dev.toolwatch.slo;

import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import java.util.List;

/**
 * A service over a time.
 *
 * @param range the time
 * @param states its minutes
 * @param operations that count: without those during maintenance
 * @param maintained operations during maintenance
 * @param calls of its tools, those during maintenance among them
 * @param objectives how they were met; empty for days
 * @param incidents how many began; of days none
 */
public record SlaFigures(
    Range range,
    StateCount states,
    EventCount operations,
    EventCount maintained,
    Rollup calls,
    List<ObjectiveResult> objectives,
    int incidents) {}
