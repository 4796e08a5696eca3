package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@code Exception.ToString} of .NET and of Mono writes. The inner exceptions' frames come
 * first, and their headers in one block before them. Pure functions.
 */
final class CsharpStackTraces {
  private static final String ARROW = "---> ";
  private static final String END_OF_INNER = "--- End of inner exception stack trace ---";
  private static final String PREVIOUS = "--- End of stack trace from previous location";
  private static final String INNER = "(Inner Exception #";
  private static final String AT = "at ";

  private CsharpStackTraces() {}

  /** The chain, or nothing if there are no frames of this form. */
  static List<ThrownException> read(List<String> lines) {
    List<ThrownBuilder> chain = new ArrayList<>();
    int current = -1;
    for (String line : lines) {
      String text = line.strip();
      if (text.startsWith(ARROW + INNER)) {
        // An AggregateException lists its exceptions again, all of them.
        break;
      }
      if (text.equals(END_OF_INNER)) {
        current = chain.isEmpty() ? -1 : Math.max(0, current - 1);
      } else if (text.startsWith(ARROW)) {
        headers(text.substring(ARROW.length()), chain);
        current = chain.size() - 1;
      } else if (!text.isEmpty() && !text.startsWith(PREVIOUS)) {
        if (current < 0) {
          headers(isFrame(text) ? "" : withoutPrefix(text), chain);
          current = chain.size() - 1;
          frame(text, chain.get(current));
        } else if (!frame(text, chain.get(current)) && !chain.get(current).hasFrames()) {
          chain.get(current).continueMessage(text);
        }
      }
    }
    return chain.stream().anyMatch(ThrownBuilder::hasFrames)
        ? chain.stream().map(ThrownBuilder::newestFirst).toList()
        : List.of();
  }

  private static String withoutPrefix(String text) {
    String unhandled = "Unhandled exception. ";
    if (text.regionMatches(true, 0, unhandled, 0, unhandled.length())) {
      return text.substring(unhandled.length());
    }
    return text.startsWith("[ERROR] FATAL UNHANDLED EXCEPTION: ") ? text.substring(35) : text;
  }

  /** The .NET Framework and Mono write all headers on one line. */
  private static void headers(String text, List<ThrownBuilder> chain) {
    int start = 0;
    int arrow;
    while ((arrow = text.indexOf(" " + ARROW, start)) >= 0) {
      chain.add(ThrownBuilder.ofHeader(text.substring(start, arrow)));
      start = arrow + 1 + ARROW.length();
    }
    chain.add(ThrownBuilder.ofHeader(text.substring(start)));
  }

  static boolean isFrame(String text) {
    return frame(text, null);
  }

  private static boolean frame(String text, ThrownBuilder thrown) {
    int open = text.indexOf('(', text.startsWith("at (wrapper ") ? 4 : 0);
    int close = open < 0 ? -1 : closing(text, open);
    if (!text.startsWith(AT) || close < 0 || JavaStackTraces.isFrame(text)) {
      return false;
    }
    String name = text.substring(AT.length(), open).strip();
    String rest = text.substring(close + 1);
    if (!isName(name, text.substring(open + 1, close)) || !isRest(rest)) {
      return false;
    }
    if (thrown != null) {
      int dot = functionDot(name);
      thrown.frame(name.substring(dot + 1), place(rest), dot < 0 ? "" : name.substring(0, dot));
    }
    return true;
  }

  private static int closing(String text, int open) {
    int depth = 0;
    for (int at = open; at < text.length(); at++) {
      char c = text.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    return -1;
  }

  /** Parameters are never places such as {@code main.js:1:2}. */
  private static boolean isName(String name, String parameters) {
    return !name.isEmpty()
        && (name.indexOf(' ') < 0 || name.startsWith("(wrapper "))
        && SourcePosition.ofColons(parameters).line() == 0
        && !parameters.startsWith("index ")
        && !parameters.equals("<anonymous>")
        && !parameters.startsWith("node:")
        && !parameters.startsWith("native");
  }

  private static boolean isRest(String rest) {
    return rest.isEmpty()
        || rest.startsWith(" in ")
        || rest.startsWith(" [0x")
        || rest.startsWith(" <0x");
  }

  /** {@code in C:\src\Orders.cs:line 12}, or of Mono {@code [0x00012] in /src/Orders.cs:12}. */
  private static SourcePosition place(String rest) {
    int in = rest.indexOf(" in ");
    if (in < 0) {
      return new SourcePosition("", 0, 0);
    }
    String text = rest.substring(in + 4).strip();
    int line = text.lastIndexOf(":line ");
    if (line > 0) {
      int number = SourcePosition.number(text, line + 6, text.length());
      return new SourcePosition(text.substring(0, line), number, 0);
    }
    return text.startsWith("<") ? new SourcePosition("", 0, 0) : SourcePosition.ofColons(text);
  }

  /** The dot before the function: not one within type arguments, and the first of {@code ..ctor}. */
  private static int functionDot(String name) {
    int depth = 0;
    for (int at = name.length() - 1; at > 0; at--) {
      char c = name.charAt(at);
      if (c == ']' || c == '>') {
        depth++;
      } else if (c == '[' || c == '<') {
        depth--;
      } else if (c == '.' && depth == 0) {
        return name.charAt(at - 1) == '.' ? at - 1 : at;
      }
    }
    return -1;
  }
}
