package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How this process of Toolwatch works.
 *
 * @param version the release
 * @param nativeExecutable whether it runs without a JVM
 * @param startedAt when it had started
 * @param uptimeSeconds since then
 * @param replica its name among those that share the store; null if it has the store for itself
 * @param ready whether it takes data in
 * @param checks the health checks
 * @param memory of the heap; null for a tenant
 * @param intake what senders sent, by signal
 * @param store where counts are kept
 * @param forward what became of telemetry for other backends, by target and signal
 * @param reports what became of errors for Sentry and Rollbar
 * @param links to other programs
 */
@RegisterForReflection(
    targets = {
      SystemAnswer.class,
      SystemAnswer.CheckRow.class,
      SystemAnswer.MemoryRow.class,
      SystemAnswer.IntakeRow.class,
      SystemAnswer.StoreRow.class,
      SystemAnswer.ForwardRow.class,
      SystemAnswer.ReportRow.class,
      SystemAnswer.LinksRow.class
    })
record SystemAnswer(
    @Schema(description = "The release") String version,
    @JsonProperty("native") @Schema(description = "Whether it runs without a JVM")
        boolean nativeExecutable,
    @Schema(description = "When it had started") Instant startedAt,
    @Schema(description = "Since then") long uptimeSeconds,
    @Schema(
            description =
                "Its name among those that share the store; null if it has the store for itself",
            nullable = true)
        String replica,
    @Schema(description = "Whether it takes data in") boolean ready,
    @Schema(description = "The health checks") List<CheckRow> checks,
    @Schema(description = "The heap; null for a tenant", nullable = true) MemoryRow memory,
    @Schema(description = "What senders sent, by signal") List<IntakeRow> intake,
    @Schema(description = "Where counts are kept") StoreRow store,
    @Schema(description = "Telemetry for other backends, by target and signal")
        List<ForwardRow> forward,
    @Schema(description = "Errors for Sentry and Rollbar") List<ReportRow> reports,
    @Schema(description = "Links to other programs") LinksRow links) {

  /** A health check. */
  record CheckRow(
      @Schema(description = "Its name") String name,
      @Schema(description = "Whether it is up") boolean up,
      @Schema(description = "What it says besides, for people", nullable = true) String detail) {}

  /** The heap. */
  record MemoryRow(
      @Schema(description = "Bytes in use") long usedBytes,
      @Schema(description = "Bytes that it may have") long maxBytes) {}

  /** What senders sent of a signal. */
  record IntakeRow(
      @Schema(description = "spans, points or logs, as in the metrics") String signal,
      @Schema(description = "Spans, data points or log records that were accepted") long accepted,
      @Schema(description = "Those that were rejected, of which senders were told")
          long rejected) {}

  /** Where counts are kept. */
  record StoreRow(
      @Schema(description = "sqlite or postgresql") String kind,
      @Schema(description = "Bytes of the database; null if it cannot be read", nullable = true)
          Long bytes,
      @Schema(description = "Since everything that was counted was in the store")
          double unflushedSeconds) {}

  /** A target and a signal. Bytes and the oldest are of all signals of the target. */
  record ForwardRow(
      @Schema(description = "The target's name") String target,
      @Schema(description = "spans, points or logs, as in the metrics") String signal,
      @Schema(description = "Items that the target has accepted") long delivered,
      @Schema(description = "Items that it does not want") long refused,
      @Schema(description = "Items that a limit pushed out") long dropped,
      @Schema(description = "Bytes that wait for the target in memory") long queueBytes,
      @Schema(description = "Bytes that wait for it on disk") long spoolBytes,
      @Schema(description = "Age of the oldest request that waits for it; 0 if none does")
          double oldestSeconds) {}

  /** Errors for Sentry or Rollbar. */
  record ReportRow(
      @Schema(description = "sentry or rollbar") String target,
      @Schema(description = "Errors whose event the target has taken") long delivered,
      @Schema(description = "Errors that are part of another event of their group")
          long deduplicated,
      @Schema(description = "Errors that a limit kept back, or the target refused") long dropped) {}

  /** Links to other programs. */
  record LinksRow(
      @Schema(
              description =
                  "Where a trace can be seen, with {trace_id} in place of its id; null if nothing"
                      + " is configured",
              nullable = true)
          String trace) {}

  static List<IntakeRow> intake(OwnFigures figures) {
    String items = "toolwatch_otlp_items";
    return figures.values(items, "signal").stream()
        .map(
            signal ->
                new IntakeRow(
                    signal,
                    (long) figures.sum(items, "signal", signal, "result", "accepted"),
                    (long) figures.sum(items, "signal", signal, "result", "rejected")))
        .toList();
  }

  static List<ForwardRow> forward(OwnFigures figures) {
    String items = "toolwatch_forward_items";
    List<ForwardRow> rows = new ArrayList<>();
    for (String target : figures.values(items, "target")) {
      for (String signal : figures.values(items, "signal", "target", target)) {
        rows.add(
            new ForwardRow(
                target,
                signal,
                forwarded(figures, target, signal, "delivered"),
                forwarded(figures, target, signal, "refused"),
                forwarded(figures, target, signal, "dropped"),
                (long) figures.sum("toolwatch_forward_queue_bytes", "target", target),
                (long) figures.sum("toolwatch_forward_spool_bytes", "target", target),
                figures.sum("toolwatch_forward_oldest_seconds", "target", target)));
      }
    }
    return rows;
  }

  private static long forwarded(OwnFigures figures, String target, String signal, String result) {
    return (long)
        figures.sum(
            "toolwatch_forward_items", "target", target, "signal", signal, "result", result);
  }

  static List<ReportRow> reports(OwnFigures figures) {
    String events = "toolwatch_report_events";
    return figures.values(events, "target").stream()
        .map(
            target ->
                new ReportRow(
                    target,
                    (long) figures.sum(events, "target", target, "result", "delivered"),
                    (long) figures.sum(events, "target", target, "result", "deduplicated"),
                    (long) figures.sum(events, "target", target, "result", "dropped")))
        .toList();
  }
}
