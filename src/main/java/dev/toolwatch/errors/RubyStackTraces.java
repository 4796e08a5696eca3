package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@code Exception#full_message} writes, in both orders, and plain backtraces, with a
 * backtick or, since Ruby 3.4, a quote before the name of a method. Pure functions.
 */
final class RubyStackTraces {
  private static final String BOTTOM = "Traceback (most recent call last):";
  private static final String FROM = "from ";

  private RubyStackTraces() {}

  /** The chain, or nothing if there are no frames of this form. */
  static List<ThrownException> read(List<String> lines) {
    List<ThrownBuilder> chain = new ArrayList<>();
    boolean oldestFirst = !lines.isEmpty() && lines.get(0).strip().equals(BOTTOM);
    ThrownBuilder current = null;
    boolean plain = false;
    for (String line : lines) {
      String text = line.strip();
      if (text.equals(BOTTOM) || text.isEmpty()) {
        continue;
      }
      int from = text.startsWith(FROM) ? 0 : numbered(text);
      String place = from < 0 ? text : text.substring(from + FROM.length());
      int end = frameEnd(place);
      boolean header = from < 0 && end >= 0 && place.startsWith(": ", end);
      if (end < 0) {
        if (current == null) {
          current = ThrownBuilder.ofHeader(text);
          chain.add(current);
          plain = true;
        } else if (plain ? !current.hasFrames() : from < 0) {
          current.continueMessage(text);
        }
      } else if (header && !(oldestFirst && current != null && current.type().isEmpty())) {
        current = header(place.substring(end + 2));
        chain.add(current);
        frame(place, end, current);
        plain = false;
      } else if (header) {
        ThrownBuilder named = header(place.substring(end + 2));
        current.type(named.type());
        current.continueMessage(named.message());
        frame(place, end, current);
      } else if (from >= 0 || current == null || plain) {
        if (current == null) {
          current = new ThrownBuilder("", "");
          chain.add(current);
          plain = from < 0;
        }
        frame(place, end, current);
      }
    }
    return chain.stream().anyMatch(ThrownBuilder::hasFrames)
        ? chain.stream().map(one -> oldestFirst ? one.oldestFirst() : one.newestFirst()).toList()
        : List.of();
  }

  /** {@code 12: from shop.rb:3:in `load'}: where its "from" is; -1 if it is no such line. */
  private static int numbered(String text) {
    int colon = text.indexOf(": " + FROM);
    return colon > 0 && colon < 6 && SourcePosition.number("1" + text, 0, colon + 1) > 0
        ? colon + 2
        : -1;
  }

  private static ThrownBuilder header(String text) {
    int open = text.lastIndexOf(" (");
    boolean typed =
        open >= 0
            && text.endsWith(")")
            && open + 2 < text.length() - 1
            && Character.isUpperCase(text.charAt(open + 2));
    return typed
        ? new ThrownBuilder(text.substring(open + 2, text.length() - 1), text.substring(0, open))
        : new ThrownBuilder("", text);
  }

  /** The end of {@code file:line:in `method'}; -1 if the text does not begin with it. */
  private static int frameEnd(String text) {
    int in = nameStart(text);
    if (in < 0) {
      return -1;
    }
    int close = text.indexOf('\'', in);
    return close < 0 ? -1 : close + 1;
  }

  /** Where the name of the method begins, after its quote. */
  private static int nameStart(String text) {
    int in = text.indexOf(":in `");
    in = in < 0 ? text.indexOf(":in '") : in;
    return in > 0 && SourcePosition.isDigit(text.charAt(in - 1)) ? in + 5 : -1;
  }

  private static void frame(String text, int end, ThrownBuilder thrown) {
    int name = nameStart(text);
    SourcePosition position = SourcePosition.ofColons(text.substring(0, name - 5));
    thrown.frame(text.substring(name, end - 1), position, "");
  }
}
