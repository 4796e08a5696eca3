package dev.toolwatch.probe;

/**
 * Reads a stream of server-sent events (HTML Living Standard, 9.2.6). An event that the end of the
 * stream cuts short counts, because some servers leave out the last empty line. For one thread.
 */
final class EventStream {
  private static final String DEFAULT_NAME = "message";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final HttpExchange answer;
  private boolean begun;

  /** One event. */
  record Event(String name, String data) {
    boolean isMessage() {
      return name.equals(DEFAULT_NAME);
    }
  }

  EventStream(HttpExchange answer) {
    this.answer = answer;
  }

  /** Whether the answer is a stream of events. */
  static boolean is(HttpExchange answer) {
    String type = answer.header("Content-Type");
    return answer.status() / 100 == 2
        && type != null
        && type.regionMatches(true, 0, "text/event-stream", 0, "text/event-stream".length());
  }

  /** The next event that has data; null if the stream has ended. */
  Event next() throws CheckFailure, InterruptedException {
    String name = "";
    StringBuilder data = null;
    while (true) {
      String line = nextLine();
      if (line == null || line.isEmpty()) {
        if (data != null) {
          return new Event(name.isEmpty() ? DEFAULT_NAME : name, data.toString());
        }
        if (line == null) {
          return null;
        }
        name = "";
      } else if (value(line, "event") != null) {
        name = value(line, "event");
      } else if (value(line, "data") != null) {
        data = data == null ? new StringBuilder() : data.append('\n');
        data.append(value(line, "data"));
      }
    }
  }

  private String nextLine() throws CheckFailure, InterruptedException {
    String line = answer.line();
    boolean first = !begun;
    begun = true;
    return first && line != null && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK
        ? line.substring(1)
        : line;
  }

  /** The value of a line if its field has this name, else null. */
  private static String value(String line, String field) {
    if (!line.startsWith(field)) {
      return null;
    }
    if (line.length() == field.length()) {
      return "";
    }
    if (line.charAt(field.length()) != ':') {
      return null;
    }
    int from = field.length() + 1;
    return line.substring(line.startsWith(" ", from) ? from + 1 : from);
  }
}
