package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the dump of a goroutine, as a panic and {@code debug.Stack} write it, and the stacks of
 * errors, as {@code %+v} of github.com/pkg/errors and golang.org/x/xerrors and the fields of loggers
 * have them. Pure functions.
 */
final class GoStackTraces {
  private static final String PANIC = "panic: ";
  private static final String FATAL = "fatal error: ";
  private static final String CREATED_BY = "created by ";

  private GoStackTraces() {}

  /** The chain, or nothing if there are no frames of this form. */
  static List<ThrownException> read(List<String> lines) {
    List<ThrownBuilder> found = new ArrayList<>();
    ThrownBuilder current = null;
    boolean reportedFirst = false;
    boolean dump = false;
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).strip();
      SourcePosition below = i + 1 < lines.size() ? position(lines.get(i + 1)) : null;
      if (below != null && isFunction(text)) {
        current = current == null ? add(found, new ThrownBuilder("", "")) : current;
        frame(text, below, current);
        i++;
      } else if (text.startsWith("goroutine ") && text.endsWith(":")) {
        if (current != null && current.hasFrames()) {
          break;
        }
        dump = true;
      } else if (!text.isEmpty() && !dump && !text.startsWith("[signal ")) {
        boolean next = current == null || current.hasFrames();
        reportedFirst |= next && text.startsWith("- ");
        if (next) {
          current = add(found, header(text));
        } else if (!text.startsWith("panic: ")) {
          current.continueMessage(text);
        }
      }
    }
    if (found.stream().noneMatch(ThrownBuilder::hasFrames)) {
      return List.of();
    }
    List<ThrownException> chain = new ArrayList<>();
    for (ThrownBuilder one : found) {
      if (one.hasFrames()) {
        chain.add(reportedFirst ? chain.size() : 0, one.newestFirst());
      }
    }
    return chain;
  }

  private static ThrownBuilder add(List<ThrownBuilder> found, ThrownBuilder one) {
    found.add(one);
    return one;
  }

  /** Errors of the runtime have no type that a dump shows: what they say first stands for it. */
  private static ThrownBuilder header(String text) {
    if (text.startsWith(FATAL)) {
      return new ThrownBuilder("fatal error", text.substring(FATAL.length()));
    }
    if (text.startsWith(PANIC)) {
      String message = text.substring(PANIC.length());
      int note = message.endsWith("]") ? message.indexOf(" [recovered") : -1;
      return new ThrownBuilder("panic", note < 0 ? message : message.substring(0, note));
    }
    return new ThrownBuilder("", text.startsWith("- ") ? text.substring(2) : text);
  }

  /** {@code <tab>/srv/shop/main.go:12 +0x1d}; null if the line is another. */
  private static SourcePosition position(String line) {
    if (StackTraceLines.indent(line) == 0) {
      return null;
    }
    String text = line.strip();
    int offset = text.indexOf(" +0x");
    SourcePosition position =
        SourcePosition.ofColons(offset < 0 ? text : text.substring(0, offset));
    boolean source =
        position.file().endsWith(".go")
            || position.file().endsWith(".s")
            || position.file().equals("_cgo_gotypes.go");
    return source && position.line() > 0 ? position : null;
  }

  /** No message ends in this: a function has a package, and no spaces outside of its arguments. */
  private static boolean isFunction(String text) {
    String name = withoutArguments(text.startsWith(CREATED_BY) ? creator(text) : text);
    int space = name.indexOf(' ');
    return space < 0 && (name.indexOf('.') > 0 || name.equals("panic"));
  }

  private static String creator(String text) {
    String name = text.substring(CREATED_BY.length());
    int in = name.indexOf(" in goroutine ");
    return in < 0 ? name : name.substring(0, in);
  }

  private static String withoutArguments(String text) {
    if (!text.endsWith(")")) {
      return text;
    }
    int depth = 0;
    for (int at = text.length() - 1; at > 0; at--) {
      char c = text.charAt(at);
      depth += c == ')' ? 1 : c == '(' ? -1 : 0;
      if (depth == 0) {
        return text.substring(0, at);
      }
    }
    return text;
  }

  private static void frame(String text, SourcePosition position, ThrownBuilder thrown) {
    if (text.startsWith(CREATED_BY)) {
      return;
    }
    String name = withoutArguments(text);
    int dot = name.indexOf('.', name.lastIndexOf('/', bracket(name)) + 1);
    String module = dot < 0 ? "" : name.substring(0, dot);
    thrown.frame(name.substring(dot + 1), position, module);
  }

  /** Type arguments may hold slashes: {@code main.Map[github.com/x/y.T]}. */
  private static int bracket(String name) {
    int bracket = name.indexOf('[');
    return bracket < 0 ? name.length() : bracket;
  }
}
