package dev.toolwatch.api;

import java.util.List;

/**
 * The content of a report's page. Every figure is text already.
 *
 * @param provider who provides the service; empty if that is not set
 * @param period the days of the month and their time zone
 * @param state says whether the month is complete
 * @param verdict the most important sentence
 * @param standing {@code met} if all objectives were met, {@code missed}, or {@code unknown}
 * @param uptimePlot SVG, like the other plots
 * @param objectives rows of a table, like the lists that follow
 * @param more says what the tables leave out; empty if nothing
 * @param basis sentences that explain the figures
 */
record ReportView(
    String service,
    String provider,
    String period,
    String formerNames,
    String month,
    String state,
    String verdict,
    String standing,
    List<Card> cards,
    String uptimePlot,
    String latencyPlot,
    String budgetPlot,
    String budgetOf,
    String threshold,
    List<List<String>> objectives,
    List<List<String>> comparison,
    List<List<String>> incidents,
    List<List<String>> maintenance,
    List<List<String>> tools,
    String more,
    List<String> basis) {

  /** The parts of a name, or of any cell, between which a line may break. */
  public List<String> parts(String text) {
    return ReportText.parts(text);
  }

  /**
   * A figure at the top of the page.
   *
   * @param note a line below the figure
   * @param change since the previous month
   */
  record Card(String label, String value, String note, String change) {}
}
