package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the stack traces of V8 (Node.js, Deno, Chrome), of Firefox and of JavaScriptCore (Safari,
 * Bun), and what {@code util.inspect} adds to them: {@code [cause]} and {@code [errors]}. Pure
 * functions.
 */
final class JavaScriptStackTraces {
  private static final String CAUSE = "[cause]: ";
  private static final String ERRORS = "[errors]: [";
  private static final String CAUSED_BY = "caused by: ";
  private static final String AT = "at ";

  private JavaScriptStackTraces() {}

  /** The chain, or nothing if there are no frames of this form. */
  static List<ThrownException> read(List<String> lines) {
    List<ThrownBuilder> chain = new ArrayList<>();
    ThrownBuilder current = null;
    boolean ended = false;
    for (String line : lines.subList(afterCaret(lines), lines.size())) {
      String text = line.strip();
      String cause = cause(text);
      if (cause != null) {
        current = ThrownBuilder.ofHeader(opened(cause));
        chain.add(current);
        ended = false;
      } else if (text.equals(ERRORS)) {
        current = null;
        ended = false;
      } else if (!text.isEmpty() && !ended) {
        if (current == null) {
          current =
              isFrame(text) ? new ThrownBuilder("", "") : ThrownBuilder.ofHeader(header(text));
          chain.add(current);
          ended = frame(text, current) && isLast(text);
        } else if (frame(text, current)) {
          ended = isLast(text);
        } else if (current.hasFrames()) {
          ended = true;
        } else {
          current.continueMessage(text);
        }
      }
    }
    return chain.stream().anyMatch(ThrownBuilder::hasFrames)
        ? chain.stream().map(ThrownBuilder::newestFirst).toList()
        : List.of();
  }

  /** An uncaught error begins with the line of the source and a caret below the place. */
  private static int afterCaret(List<String> lines) {
    for (int i = 0; i < Math.min(lines.size(), 8); i++) {
      String text = lines.get(i).strip();
      if (!text.isEmpty() && text.chars().allMatch(c -> c == '^' || c == '~' || c == ' ')) {
        return i + 1;
      }
    }
    return 0;
  }

  private static String cause(String text) {
    if (text.startsWith(CAUSE)) {
      return text.substring(CAUSE.length());
    }
    return text.regionMatches(true, 0, CAUSED_BY, 0, CAUSED_BY.length())
        ? text.substring(CAUSED_BY.length())
        : null;
  }

  private static String header(String text) {
    String header = text.startsWith("Uncaught ") ? text.substring(9) : text;
    header = header.startsWith("(in promise) ") ? header.substring(13) : header;
    return opened(header);
  }

  /** Without the brackets that an error without frames stands in. */
  private static String opened(String header) {
    String text = header.endsWith(" {") ? header.substring(0, header.length() - 2) : header;
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }

  /** Properties of the error follow an opening brace; of them only the cause is read. */
  private static boolean isLast(String text) {
    return text.endsWith("{") || text.endsWith(",");
  }

  static boolean isFrame(String text) {
    return frame(text, new ThrownBuilder("", ""));
  }

  private static boolean frame(String line, ThrownBuilder thrown) {
    String text = line;
    if (text.endsWith(" {")) {
      text = text.substring(0, text.length() - 2);
    } else if (text.endsWith(",") || text.endsWith("]")) {
      text = text.endsWith(" [native code]") ? text : text.substring(0, text.length() - 1);
    }
    return text.startsWith(AT) ? v8(text.substring(AT.length()), thrown) : atSign(line, thrown);
  }

  private static boolean v8(String frame, ThrownBuilder thrown) {
    String text = frame.startsWith("async ") ? frame.substring(6) : frame;
    int open = text.indexOf(" (");
    if (open < 0 || !text.endsWith(")")) {
      SourcePosition position = SourcePosition.ofColons(text);
      if (position.column() > 0) {
        thrown.frame("", position, "");
      }
      return position.column() > 0 || text.equals("<anonymous>");
    }
    String function = text.substring(0, open);
    String place = text.substring(open + 2, text.length() - 1);
    if (place.startsWith("eval at ")) {
      place = place.substring(place.lastIndexOf('(') + 1);
      place = place.indexOf(')') < 0 ? place : place.substring(0, place.indexOf(')'));
    }
    SourcePosition position = SourcePosition.ofColons(place);
    if (position.column() == 0 && !isPlaceless(place)) {
      return false;
    }
    int alias = function.indexOf(" [as ");
    thrown.frame(alias < 0 ? function : function.substring(0, alias), position, "");
    return true;
  }

  private static boolean isPlaceless(String place) {
    return place.equals("<anonymous>")
        || place.equals("native")
        || place.equals("native code")
        || place.startsWith("index ")
        || place.startsWith("wasm:")
        || place.startsWith("node:");
  }

  /** Firefox and JavaScriptCore: {@code function@file:line:column}. */
  private static boolean atSign(String text, ThrownBuilder thrown) {
    int at = text.indexOf('@');
    while (at >= 0 && at + 1 < text.length() && isScopedPackage(text, at)) {
      at = text.indexOf('@', at + 1);
    }
    if (at < 0) {
      boolean global = text.toLowerCase(Locale.ROOT).equals("[native code]");
      if (global) {
        thrown.frame("", "[native code]", "", 0, 0);
      }
      return global;
    }
    String place = text.substring(at + 1);
    String function = text.substring(0, at);
    function = function.substring(function.lastIndexOf('*') + 1);
    SourcePosition position = SourcePosition.ofColons(place);
    boolean found = place.equals("[native code]") || position.column() > 0;
    if (found && function.indexOf(' ') < 0 || function.endsWith(" code")) {
      thrown.frame(function.endsWith(" code") ? "" : function, position, "");
      return true;
    }
    return false;
  }

  /** The at sign of {@code node_modules/@scope/name}. */
  private static boolean isScopedPackage(String text, int at) {
    return at > 0 && text.charAt(at - 1) == '/' && text.indexOf('@') < at;
  }
}
