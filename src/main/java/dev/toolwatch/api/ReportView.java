package dev.toolwatch.api;

import java.util.List;

/**
 * The page of a report, ready to be laid out: every figure is a text.
 *
 * @param state whether the month is over
 * @param verdict the most important sentence
 * @param standing {@code met} if all objectives were, {@code missed}, or {@code unknown}
 * @param uptimePlot SVG, as are the others
 * @param objectives rows of a table, as are those that follow
 * @param more what the tables leave out; empty where nothing
 * @param basis sentences on what the figures rest on
 */
record ReportView(
    String service,
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

  /**
   * A figure at the top.
   *
   * @param note below it
   * @param change since the month before
   */
  record Card(String label, String value, String note, String change) {}
}
