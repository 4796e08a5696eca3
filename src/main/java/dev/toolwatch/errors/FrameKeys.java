package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of an exception's stack traces stays the same wherever and in whichever release it is thrown:
 * types, functions and files, without lines. Recursion counts once, whatever its depth. Immutable.
 */
final class FrameKeys {
  private static final Set<String> OVERFLOWS =
      Set.of(
          "RecursionError",
          "StackOverflowError",
          "java.lang.StackOverflowError",
          "StackOverflowException",
          "System.StackOverflowException",
          "SystemStackError");

  /** Types of errors that say nothing: those that Go makes of a text, and a panic. */
  private static final Set<String> TYPELESS =
      Set.of(
          "",
          "panic",
          "error",
          "*errors.errorString",
          "*errors.fundamental",
          "*errors.withStack",
          "*errors.withMessage",
          "*errors.joinError",
          "*fmt.wrapError",
          "*fmt.wrapErrors",
          "anyhow::Error",
          "eyre::Report");

  /**
   * The parts of a fingerprint.
   *
   * @param parts in their order
   * @param application whether they are those of the application's frames
   * @param needsMessage whether the parts cannot tell errors apart that the message can
   */
  record Keys(List<String> parts, boolean application, boolean needsMessage) {}

  Keys of(ParsedException exception) {
    boolean application =
        exception.chain().stream()
            .flatMap(thrown -> thrown.frames().stream())
            .anyMatch(StackFrame::inApp);
    Set<String> files = new HashSet<>();
    List<StackFrame> counted = new ArrayList<>();
    for (ThrownException thrown : exception.chain()) {
      for (StackFrame frame : thrown.frames()) {
        if (frame.inApp() == application) {
          files.add(frame.file());
          counted.add(frame);
        }
      }
    }
    Set<String> minified = MinifiedFiles.of(counted);
    SourcePaths paths = new SourcePaths(files);
    List<String> parts = new ArrayList<>();
    List<String> before = List.of();
    boolean needsMessage = TYPELESS.contains(exception.reported().type());
    for (ThrownException thrown : exception.chain()) {
      List<String> names = new ArrayList<>();
      String last = "";
      for (StackFrame frame : sinceThrown(exception.language(), thrown.frames())) {
        if (frame.inApp() == application) {
          last = FrameNames.of(exception.language(), frame, minified.contains(frame.file()));
          names.add(key(exception.language(), frame, last, paths));
        }
      }
      needsMessage |= !names.isEmpty() && FrameNames.isAnonymous(last);
      List<String> part = new ArrayList<>();
      part.add("type " + type(exception.language(), thrown.type()));
      part.addAll(withoutRecursion(exception.language(), thrown, names));
      if (!part.equals(before)) {
        parts.addAll(part);
      }
      before = part;
    }
    return new Keys(parts, application, needsMessage);
  }

  /** Go shows the calls of a deferred function that recovers on top of the panic that it recovers from. */
  private static List<StackFrame> sinceThrown(Language language, List<StackFrame> frames) {
    if (language == Language.GO) {
      for (int i = 0; i < frames.size(); i++) {
        StackFrame frame = frames.get(i);
        if (frame.function().equals("panic") && frame.module().isEmpty()) {
          return i == 0 ? frames : frames.subList(0, i);
        }
      }
    }
    return frames;
  }

  private static String key(Language language, StackFrame frame, String name, SourcePaths paths) {
    boolean byFile =
        switch (language) {
          case PYTHON, JAVASCRIPT, RUBY, OTHER -> true;
          case PHP -> frame.module().isEmpty() || FrameNames.isAnonymous(name);
          case JAVA, GO, CSHARP, RUST -> false;
        };
    return byFile ? paths.relative(frame.file()) + ' ' + name : name;
  }

  /** The names in the order of their first calls, and the one that threw. */
  private static List<String> withoutRecursion(
      Language language, ThrownException thrown, List<String> names) {
    Map<String, Integer> calls = new HashMap<>();
    names.forEach(name -> calls.merge(name, 1, Integer::sum));
    // Functions without a name are hardly ever the same one: their names end in the space.
    boolean recursive = names.stream().anyMatch(name -> calls.get(name) > 1 && !name.endsWith(" "));
    if (!recursive) {
      return names;
    }
    if (isOverflow(thrown)) {
      // Where the stack ends is chance.
      Set<String> repeated = new TreeSet<>();
      names.stream().filter(name -> calls.get(name) > 1).forEach(repeated::add);
      return List.copyOf(repeated);
    }
    Set<String> first = new LinkedHashSet<>();
    boolean inside = language != Language.JAVASCRIPT;
    for (String name : names) {
      // V8 shows the last ten calls only: callers are lost when a recursion is deep.
      inside |= calls.get(name) > 1 && !name.endsWith(" ");
      if (inside) {
        first.add(name);
      }
    }
    List<String> all = new ArrayList<>(first);
    all.add(names.get(names.size() - 1));
    return all;
  }

  private static boolean isOverflow(ThrownException thrown) {
    return OVERFLOWS.contains(thrown.type())
        || thrown.message().startsWith("Maximum call stack size exceeded")
        || thrown.message().startsWith("stack overflow")
        || thrown.message().equals("too much recursion");
  }

  private static String type(Language language, String type) {
    String name = type;
    int generic = language == Language.CSHARP ? name.indexOf('`') : name.indexOf('<');
    name = generic > 0 ? name.substring(0, generic) : name;
    if (language == Language.PYTHON || language == Language.OTHER) {
      // Loggers leave out the module that tracebacks have.
      name = name.substring(name.lastIndexOf('.') + 1);
    }
    int anonymous = language == Language.PHP ? name.indexOf("@anonymous") : -1;
    return anonymous < 0 ? name : name.substring(0, anonymous);
  }
}
