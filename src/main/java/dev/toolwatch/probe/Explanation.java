package dev.toolwatch.probe;

import java.util.Locale;

/**
 * What one check did, step by step, for whoever sets up a probe.
 *
 * @param text lines for a terminal
 * @param success whether all was as expected
 */
public record Explanation(String text, boolean success) {
  private static final double NANOS_PER_MILLI = 1e6;

  static Explanation of(Probe probe, ProbeRun run) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s (%s) %s%n".formatted(probe.name(), probe.kind().label(), printable(probe.target())));
    for (Steps.Step step : run.steps()) {
      text.append(
          "  %-10s %9s  %s%n"
              .formatted(printable(step.name()), millis(step.nanos()), printable(step.detail())));
    }
    text.append(
        "%s in %s: %s%n"
            .formatted(
                run.verdict().label(), millis(run.nanos()).strip(), printable(run.message())));
    return new Explanation(text.toString(), run.verdict().isSuccess());
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_PER_MILLI);
  }

  /** What the other side says must not control the terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
