package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@code Throwable.printStackTrace} and Logback write, and other systems that have taken
 * over the form, such as OpenTelemetry for PHP. Suppressed exceptions are left out. Pure functions.
 */
final class JavaStackTraces {
  private static final String CAUSED_BY = "Caused by: ";
  private static final String WRAPPED_BY = "Wrapped by: ";
  private static final String SUPPRESSED = "Suppressed: ";
  private static final String IN_THREAD = "Exception in thread \"";

  private JavaStackTraces() {}

  /** The chain, or nothing if there are no frames of this form. */
  static List<ThrownException> read(List<String> lines) {
    List<ThrownBuilder> chain = new ArrayList<>();
    boolean rootFirst = false;
    int suppressed = Integer.MAX_VALUE;
    ThrownBuilder current = null;
    for (String line : lines) {
      String text = line.strip();
      boolean wrapped = text.startsWith(WRAPPED_BY);
      if (wrapped || text.startsWith(CAUSED_BY)) {
        if (StackTraceLines.indent(line) >= suppressed) {
          continue;
        }
        suppressed = Integer.MAX_VALUE;
        rootFirst |= wrapped;
        current = ThrownBuilder.ofHeader(text.substring(text.indexOf(": ") + 2));
        chain.add(current);
      } else if (text.startsWith(SUPPRESSED)) {
        suppressed = Math.min(suppressed, StackTraceLines.indent(line));
      } else if (suppressed == Integer.MAX_VALUE && !text.isEmpty()) {
        current = line(text, current, chain);
      }
    }
    if (chain.stream().noneMatch(ThrownBuilder::hasFrames)) {
      return List.of();
    }
    List<ThrownException> thrown = new ArrayList<>();
    for (ThrownBuilder one : chain) {
      thrown.add(rootFirst ? 0 : thrown.size(), one.newestFirst());
    }
    return thrown;
  }

  private static ThrownBuilder line(String text, ThrownBuilder current, List<ThrownBuilder> chain) {
    if (current == null) {
      ThrownBuilder first =
          isFrame(text) ? new ThrownBuilder("", "") : ThrownBuilder.ofHeader(withoutThread(text));
      chain.add(first);
      frame(text, first);
      return first;
    }
    if (!frame(text, current) && !current.hasFrames() && !text.startsWith("... ")) {
      current.continueMessage(text);
    }
    return current;
  }

  private static String withoutThread(String text) {
    int end = text.startsWith(IN_THREAD) ? text.indexOf("\" ", IN_THREAD.length()) : -1;
    return end < 0 ? text : text.substring(end + 2);
  }

  static boolean isFrame(String text) {
    return frame(text, null);
  }

  /** Adds the frame of a line to an exception, if it is one; for null it only says whether it is. */
  private static boolean frame(String text, ThrownBuilder thrown) {
    int open = text.indexOf('(');
    int close = text.indexOf(')', open + 1);
    if (!text.startsWith("at ") || open < 0 || close < 0) {
      return false;
    }
    String name = text.substring(3, open);
    String source = text.substring(open + 1, close);
    int method = name.lastIndexOf('.');
    if (method <= 0 || method == name.length() - 1 || hasSpace(name) || !isSource(source)) {
      return false;
    }
    if (thrown != null) {
      String type = withoutModule(name.substring(0, method));
      SourcePosition position =
          isFile(source) ? SourcePosition.ofColons(source) : new SourcePosition("", 0, 0);
      thrown.frame(name.substring(method + 1), position, type);
    }
    return true;
  }

  private static boolean isSource(String source) {
    return source.equals("Native Method")
        || source.equals("Unknown Source")
        || source.startsWith("<")
        || isFile(source);
  }

  /** {@code Orders.java:12} or {@code Orders.kt}: never with spaces or paths. */
  private static boolean isFile(String source) {
    int colon = source.indexOf(':');
    int end = colon < 0 ? source.length() : colon;
    int dot = source.lastIndexOf('.', end);
    return dot > 0
        && dot < end - 1
        && !hasSpace(source)
        && source.indexOf('/') < 0
        && source.indexOf(',') < 0
        && (colon < 0 || SourcePosition.number(source, colon + 1, source.length()) > 0);
  }

  private static boolean hasSpace(String text) {
    return text.indexOf(' ') >= 0;
  }

  /** Without loader and module: {@code app//} or {@code java.base@17.0.1/}. A hidden class has a slash too. */
  private static String withoutModule(String type) {
    int slash = type.lastIndexOf('/');
    if (slash >= 0 && type.startsWith("0x", slash + 1)) {
      slash = type.lastIndexOf('/', slash - 1);
    }
    return type.substring(slash + 1);
  }
}
