package dev.toolwatch.errors;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Collects one exception while its stack trace is read. Keeps the first and the last {@value
 * #HALF} frames. Not thread-safe.
 */
final class ThrownBuilder {
  static final int HALF = 50;

  /** Characters of a message that are kept. */
  static final int MAX_MESSAGE = 8_192;

  /** Characters of a type that are kept. */
  static final int MAX_TYPE = 256;

  private static final int MAX_NAME = 512;

  /** Characters of a word that is cut rather than left out. */
  private static final int MAX_WORD = 1_024;

  private String type;
  private final StringBuilder message = new StringBuilder();
  private final List<StackFrame> first = new ArrayList<>();
  private final Deque<StackFrame> last = new ArrayDeque<>();
  private int omitted;
  private boolean messageCut;

  ThrownBuilder(String type, String message) {
    this.type = type;
    continueMessage(message);
  }

  /** Reads a header such as {@code TypeError: not a function}. */
  static ThrownBuilder ofHeader(String header) {
    String line = header.strip();
    int colon = line.indexOf(": ");
    int end = colon >= 0 ? colon : line.endsWith(":") ? line.length() - 1 : line.length();
    String type = withoutCode(line.substring(0, end));
    return isType(type)
        ? new ThrownBuilder(type, line.substring(Math.min(line.length(), end + 1)).strip())
        : new ThrownBuilder("", line);
  }

  /**
   * Node.js: {@code TypeError [ERR_INVALID_ARG_TYPE]} has a code, and {@code t [StockError]} its own
   * name after that of its class, which may be minified.
   */
  private static String withoutCode(String type) {
    int open = type.indexOf(" [");
    if (open <= 0 || !type.endsWith("]")) {
      return type;
    }
    String inside = type.substring(open + 2, type.length() - 1);
    boolean code = inside.equals(inside.toUpperCase(Locale.ROOT));
    return code ? type.substring(0, open) : inside;
  }

  private static boolean isType(String text) {
    if (text.isEmpty() || text.length() > MAX_TYPE || !isNameStart(text.charAt(0))) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == '(' || c == '/' || c == '"' || c == '\'') {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_' || c == '*' || c == '\\' || c == '$';
  }

  /** Another line of the message. */
  void continueMessage(String line) {
    int room = MAX_MESSAGE - message.length() - (message.length() > 0 ? 1 : 0);
    String kept = messageCut ? "" : cutWord(line, Math.max(0, room));
    messageCut |= kept.length() < line.length();
    if (message.length() > 0 && !kept.isEmpty()) {
      message.append('\n');
    }
    message.append(kept);
  }

  /** The next frame of the text; whether it is the application's is decided later. */
  void frame(String function, String file, String module, int line, int column) {
    StackFrame frame =
        new StackFrame(
            cut(function, MAX_NAME),
            cut(file, MAX_NAME),
            cut(module, MAX_NAME),
            line,
            column,
            true);
    if (first.size() < HALF) {
      first.add(frame);
      return;
    }
    if (last.size() == HALF) {
      last.removeFirst();
      omitted++;
    }
    last.addLast(frame);
  }

  void frame(String function, SourcePosition position, String module) {
    frame(function, position.file(), module, position.line(), position.column());
  }

  /** Replaces the type. */
  void type(String name) {
    type = name;
  }

  String type() {
    return type;
  }

  String message() {
    return message.toString();
  }

  boolean hasFrames() {
    return !first.isEmpty();
  }

  /** The newest frame of those that were read so far must be the first one: they are turned round. */
  ThrownException newestFirst() {
    return build(true);
  }

  ThrownException oldestFirst() {
    return build(false);
  }

  private ThrownException build(boolean turned) {
    List<StackFrame> frames = new ArrayList<>(first);
    frames.addAll(last);
    if (turned) {
      Collections.reverse(frames);
    }
    return new ThrownException(
        cut(type, MAX_TYPE), message.toString().strip(), frames, omitted, messageCut);
  }

  /**
   * The first characters of a text up to a space, so that no secret is cut in two: a half of it could
   * not be recognised.
   */
  static String cutWord(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int space = max;
    while (space > 0 && max - space < MAX_WORD && !Character.isWhitespace(text.charAt(space))) {
      space--;
    }
    return max - space == MAX_WORD ? cut(text, max) : text.substring(0, space);
  }

  /** The first characters of a text, and no half of a surrogate pair. */
  static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
  }
}
