package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@code Throwable::__toString} and {@code getTraceAsString} write, and the form that
 * OpenTelemetry for PHP has taken over from Java. Pure functions.
 */
final class PhpStackTraces {
  private static final String NEXT = "Next ";
  private static final String UNCAUGHT = "Uncaught ";
  private static final String MAIN = "{main}";

  /** What one exception says; PHP tells of each call where it was made, not where the function is. */
  private static final class Section {
    private final ThrownBuilder thrown;
    private SourcePosition place;
    private boolean tracing;

    Section(String header) {
      int in = header.lastIndexOf(" in ");
      SourcePosition position =
          in < 0 ? null : SourcePosition.ofColons(header.substring(in + 4).strip());
      boolean placed = position != null && position.line() > 0;
      thrown = ThrownBuilder.ofHeader(placed ? header.substring(0, in) : header);
      place = placed ? position : null;
    }

    private void call(String function, SourcePosition caller) {
      if (place != null) {
        int member = Math.max(function.lastIndexOf("->"), function.lastIndexOf("::"));
        thrown.frame(
            function.substring(member < 0 ? 0 : member + 2),
            place,
            member < 0 ? "" : function.substring(0, member));
      } else {
        thrown.frame(function, "", "", 0, 0);
      }
      place = caller;
    }
  }

  private PhpStackTraces() {}

  /** The chain, or nothing if there are no frames of this form. */
  static List<ThrownException> read(List<String> lines) {
    List<Section> sections = new ArrayList<>();
    Section current = null;
    for (String line : lines) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("thrown in ")) {
        continue;
      }
      if (isCall(text)) {
        if (current == null) {
          current = new Section("");
          sections.add(current);
        }
        current.tracing = true;
        call(text.substring(text.indexOf(' ') + 1), current);
      } else if (current == null || current.tracing) {
        if (current == null || text.startsWith(NEXT)) {
          current = new Section(header(text));
          sections.add(current);
        }
      } else if (text.equals("Stack trace:") || text.equals("[stacktrace]")) {
        current.tracing = true;
      } else {
        continued(text, current);
      }
    }
    List<ThrownException> chain = new ArrayList<>();
    sections.forEach(section -> chain.add(0, section.thrown.newestFirst()));
    return chain.stream().anyMatch(thrown -> !thrown.frames().isEmpty()) ? chain : likeJava(lines);
  }

  private static List<ThrownException> likeJava(List<String> lines) {
    List<ThrownException> chain = JavaStackTraces.read(lines);
    return isPhp(chain) ? chain : List.of();
  }

  /** Whether a chain that has the form of Java is one of PHP. */
  static boolean isPhp(List<ThrownException> chain) {
    return chain.stream()
        .flatMap(thrown -> thrown.frames().stream())
        .anyMatch(frame -> frame.file().endsWith(".php"));
  }

  private static String header(String text) {
    int uncaught = text.indexOf(UNCAUGHT);
    if (uncaught >= 0 && text.startsWith("PHP ") || text.startsWith("Fatal error:")) {
      return text.substring(uncaught < 0 ? 0 : uncaught + UNCAUGHT.length());
    }
    return text.startsWith(NEXT) ? text.substring(NEXT.length()) : text;
  }

  /** The last line of a message has the place. */
  private static void continued(String text, Section section) {
    int in = text.lastIndexOf(" in ");
    SourcePosition position = in < 0 ? null : SourcePosition.ofColons(text.substring(in + 4));
    if (position != null && position.line() > 0) {
      section.place = position;
      section.thrown.continueMessage(text.substring(0, in));
    } else {
      section.thrown.continueMessage(text);
    }
  }

  private static boolean isCall(String text) {
    int space = text.indexOf(' ');
    return space > 1
        && text.charAt(0) == '#'
        && space < 8
        && SourcePosition.number("1" + text.substring(1), 0, space) > 0
        && (text.startsWith(MAIN, space + 1) || text.indexOf(": ", space) > 0);
  }

  private static void call(String text, Section section) {
    if (text.startsWith(MAIN)) {
      section.call(MAIN, null);
      return;
    }
    int colon = text.startsWith("[internal function]: ") ? 19 : text.indexOf("): ");
    boolean internal = text.startsWith("[internal function]: ");
    if (colon < 0) {
      return;
    }
    String function = text.substring(colon + (internal ? 2 : 3));
    int arguments =
        function.indexOf('(', function.startsWith("{closure") ? closureEnd(function) : 0);
    SourcePosition caller =
        internal ? new SourcePosition("[internal function]", 0, 0) : place(text, colon);
    section.call(arguments < 0 ? function : function.substring(0, arguments), caller);
  }

  /** PHP 8.4 names a closure by its place: {@code {closure:Shop\Orders::load():12}}. */
  private static int closureEnd(String function) {
    int end = function.indexOf('}');
    return end < 0 ? 0 : end;
  }

  private static SourcePosition place(String text, int close) {
    int open = text.lastIndexOf('(', close);
    return open < 0
        ? new SourcePosition("", 0, 0)
        : new SourcePosition(
            text.substring(0, open), SourcePosition.number(text, open + 1, close), 0);
  }
}
