package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads backtraces of the standard library, as panics, {@code anyhow} and {@code eyre} write them.
 * Their causes have a message only. Pure functions.
 */
final class RustStackTraces {
  private static final String PANICKED = " panicked at ";

  private RustStackTraces() {}

  /** The chain, or nothing if there are no frames of this form. */
  static List<ThrownException> read(List<String> lines) {
    int backtrace = backtrace(lines);
    ThrownBuilder reported = null;
    List<ThrownException> causes = new ArrayList<>();
    boolean inCauses = false;
    for (String line : lines.subList(0, Math.max(0, backtrace))) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("note: ") || text.startsWith("Location:")) {
        continue;
      }
      if (text.equals("Caused by:")) {
        inCauses = true;
      } else if (inCauses) {
        int colon = text.indexOf(": ");
        boolean numbered = colon > 0 && isNumber(text, colon);
        causes.add(
            new ThrownBuilder("", numbered ? text.substring(colon + 2) : text).newestFirst());
      } else if (reported == null || text.contains(PANICKED)) {
        reported = header(text);
      } else {
        reported.continueMessage(text);
      }
    }
    reported = reported == null ? new ThrownBuilder("", "") : reported;
    frames(lines.subList(backtrace + 1, lines.size()), reported);
    if (!reported.hasFrames()) {
      return List.of();
    }
    List<ThrownException> chain = new ArrayList<>();
    chain.add(reported.newestFirst());
    chain.addAll(causes);
    return chain;
  }

  /** The line above the frames; -1 if they begin at once. */
  private static int backtrace(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).strip();
      if (text.equalsIgnoreCase("stack backtrace:") || text.contains(" BACKTRACE ")) {
        return i;
      }
    }
    return -1;
  }

  private static ThrownBuilder header(String text) {
    int at = text.indexOf(PANICKED);
    if (at >= 0 && text.startsWith("thread ")) {
      String rest = text.substring(at + PANICKED.length());
      // Before Rust 1.73: 'message', src/main.rs:2:5
      int end = rest.startsWith("'") ? rest.lastIndexOf("', ") : -1;
      return new ThrownBuilder("panic", end > 0 ? rest.substring(1, end) : "");
    }
    return new ThrownBuilder("", text.startsWith("Error: ") ? text.substring(7) : text);
  }

  private static void frames(List<String> lines, ThrownBuilder thrown) {
    String function = null;
    for (String line : lines) {
      String text = line.strip();
      int colon = text.indexOf(": ");
      if (colon > 0 && isNumber(text, colon)) {
        if (function != null) {
          thrown.frame(function, "", "", 0, 0);
        }
        function = withoutAddress(text.substring(colon + 2).strip());
      } else if (text.startsWith("at ") && function != null) {
        thrown.frame(function, SourcePosition.ofColons(text.substring(3)), "");
        function = null;
      } else if (!text.isEmpty() && function != null && !isSkipped(text)) {
        thrown.frame(function, "", "", 0, 0);
        return;
      }
    }
    if (function != null) {
      thrown.frame(function, "", "", 0, 0);
    }
  }

  private static boolean isSkipped(String text) {
    return text.startsWith("\u22ee") || text.startsWith("[");
  }

  private static boolean isNumber(String text, int end) {
    for (int i = 0; i < end; i++) {
      if (!SourcePosition.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** A full backtrace: {@code 0x55d0c1 - shop::load::h0123456789abcdef}. */
  private static String withoutAddress(String text) {
    int dash = text.startsWith("0x") ? text.indexOf(" - ") : -1;
    return dash < 0 ? text : text.substring(dash + 3).strip();
  }
}
