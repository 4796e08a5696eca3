package dev.toolwatch.api;

/**
 * A table as RFC 4180 has it. Many of the values come from senders: what a spreadsheet would take for
 * a formula gets an apostrophe in front.
 */
final class Csv {
  private static final String FORMULA = "=+-@\t\r";

  private final StringBuilder text = new StringBuilder();

  Csv(String... columns) {
    row(columns);
  }

  void row(String... values) {
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      append(values[i]);
    }
    text.append("\r\n");
  }

  private void append(String value) {
    boolean formula = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0;
    String safe = formula ? "'" + value : value;
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    if (plain) {
      text.append(safe);
    } else {
      text.append('"').append(safe.replace("\"", "\"\"")).append('"');
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
