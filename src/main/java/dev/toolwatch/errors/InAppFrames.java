package dev.toolwatch.errors;

import dev.toolwatch.signal.Wildcards;
import java.util.List;

/**
 * Which frames belong to the application itself, and not to a library or the runtime. Patterns of the
 * setting come first: an asterisk stands for any text, a pattern matches the whole module, the module
 * with the function, or the file, and one that begins with {@code !} says that a frame does not belong
 * to the application. The first pattern that matches decides; without one the rules of the language do.
 * Immutable.
 */
final class InAppFrames {
  /** Patterns that a setting may have. */
  static final int MAX_PATTERNS = 200;

  /** What a pattern says of the frames that it matches. */
  private record Rule(Wildcards frames, boolean inApp) {
    static Rule of(String pattern) {
      boolean not = pattern.charAt(0) == '!';
      return new Rule(new Wildcards(not ? pattern.substring(1) : pattern, false), !not);
    }
  }

  private final List<Rule> rules;

  /**
   * Rules with these patterns before those of the languages.
   *
   * @throws IllegalArgumentException if there are more than {@value #MAX_PATTERNS} patterns, or if one
   *     is empty
   */
  InAppFrames(List<String> patterns) {
    if (patterns.size() > MAX_PATTERNS) {
      throw new IllegalArgumentException("more than " + MAX_PATTERNS + " patterns");
    }
    if (patterns.stream().anyMatch(pattern -> pattern.isBlank() || pattern.equals("!"))) {
      throw new IllegalArgumentException("an empty pattern");
    }
    rules = patterns.stream().map(Rule::of).toList();
  }

  boolean test(Language language, StackFrame frame) {
    for (Rule rule : rules) {
      if (rule.frames.matches(frame.module())
          || rule.frames.matches(frame.file().replace('\\', '/'))
          || rule.frames.matches(frame.module() + "." + frame.function())
          || frame.module().isEmpty() && rule.frames.matches(frame.function())) {
        return rule.inApp;
      }
    }
    return LibraryFrames.isApplication(language, frame);
  }
}
