package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads stack traces as runtimes write them. Takes time and memory in proportion to the length of the
 * text, of which it reads at most {@link StackTraceLines#MAX_TEXT} characters, and never throws
 * whatever the text is. An exception keeps its first and last {@link ThrownBuilder#HALF} frames, a
 * chain its first and last exceptions. Immutable.
 */
final class StackTraces {
  /** Exceptions of a chain that are kept: the reported one, and those that are nearest to the root. */
  static final int MAX_CHAIN = 10;

  private final InAppFrames inApp;

  /** Says which frames belong to the application by rules. */
  StackTraces(InAppFrames inApp) {
    this.inApp = inApp;
  }

  /**
   * Reads a stack trace.
   *
   * @param text as {@code exception.stacktrace} has it; empty if there is none
   * @param hint the language of the emitter; {@link Language#OTHER} if it is not known. Another one is
   *     tried if the stack trace is not of this.
   * @param type as {@code exception.type} has it; empty if only the stack trace may tell
   * @param message as {@code exception.message} has it; empty if only the stack trace may tell
   */
  ParsedException parse(String text, Language hint, String type, String message) {
    StackTraceLines read = StackTraceLines.of(text);
    List<String> lines = read.lines();
    Language language = hint;
    List<ThrownException> chain = hint == Language.OTHER ? List.of() : read(hint, lines);
    if (chain.isEmpty() && !lines.isEmpty()) {
      int most = 0;
      for (Language other : Language.values()) {
        List<ThrownException> others = read(other, lines);
        int frames = others.stream().mapToInt(StackTraces::frames).sum();
        if (frames > most) {
          most = frames;
          language = other;
          chain = others;
        }
      }
    }
    if (chain.isEmpty()) {
      chain = List.of(new ThrownBuilder("", "").newestFirst());
      language = hint;
    }
    return complete(language, chain, type, message, read);
  }

  private static int frames(ThrownException thrown) {
    return thrown.frames().size() + thrown.omittedFrames();
  }

  private static List<ThrownException> java(List<String> lines) {
    List<ThrownException> chain = JavaStackTraces.read(lines);
    return PhpStackTraces.isPhp(chain) ? List.of() : chain;
  }

  private static List<ThrownException> read(Language language, List<String> lines) {
    return switch (language) {
      case PYTHON -> PythonStackTraces.read(lines);
      case JAVASCRIPT -> JavaScriptStackTraces.read(lines);
      case JAVA -> java(lines);
      case GO -> GoStackTraces.read(lines);
      case CSHARP -> CsharpStackTraces.read(lines);
      case RUST -> RustStackTraces.read(lines);
      case RUBY -> RubyStackTraces.read(lines);
      case PHP -> PhpStackTraces.read(lines);
      case OTHER -> List.of();
    };
  }

  private ParsedException complete(
      Language language,
      List<ThrownException> chain,
      String type,
      String message,
      StackTraceLines read) {
    List<ThrownException> complete = new ArrayList<>();
    int dropped = Math.max(0, chain.size() - MAX_CHAIN);
    complete.add(reported(language, chain.get(0), type, message));
    for (ThrownException cause : chain.subList(1 + dropped, chain.size())) {
      complete.add(cause.replaced(cause.type(), cause.message(), frames(language, cause)));
    }
    Omissions omissions =
        new Omissions(
            read.omittedCharacters(),
            read.cutLines(),
            (int) complete.stream().filter(ThrownException::messageCut).count(),
            dropped,
            complete.stream().mapToLong(ThrownException::omittedFrames).sum());
    return new ParsedException(language, complete, omissions);
  }

  private ThrownException reported(
      Language language, ThrownException read, String type, String message) {
    boolean given = !message.isEmpty();
    return new ThrownException(
        type(type, read.type()),
        given ? ThrownBuilder.cutWord(message, ThrownBuilder.MAX_MESSAGE) : read.message(),
        frames(language, read),
        read.omittedFrames(),
        given ? message.length() > ThrownBuilder.MAX_MESSAGE : read.messageCut());
  }

  private List<StackFrame> frames(Language language, ThrownException thrown) {
    return thrown.frames().stream().map(frame -> frame.inApp(inApp.test(language, frame))).toList();
  }

  /** The one of the attribute, but the stack trace's if that is the same with its package. */
  private static String type(String given, String read) {
    return given.isEmpty() || read.endsWith("." + given)
        ? read
        : ThrownBuilder.cut(given, ThrownBuilder.MAX_TYPE);
  }
}
