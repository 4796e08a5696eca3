package dev.toolwatch.errors;

import java.util.Objects;

/**
 * A call in a stack trace, as the stack trace has it. Immutable.
 *
 * @param function with its class where the language has one in the name; empty if unknown
 * @param file path or URL; empty if unknown
 * @param module the package, class or library that holds the function; empty where the language has
 *     none
 * @param line from 1; 0 if unknown
 * @param column from 1; 0 if unknown
 * @param inApp whether it belongs to the application itself and not to a library or the runtime
 */
public record StackFrame(
    String function, String file, String module, int line, int column, boolean inApp) {
  public StackFrame {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(module, "module");
    if (line < 0 || column < 0) {
      throw new IllegalArgumentException("a negative line or column");
    }
  }

  StackFrame inApp(boolean belongs) {
    return belongs == inApp ? this : new StackFrame(function, file, module, line, column, belongs);
  }

  /** The same frame in other words. */
  StackFrame renamed(String otherFunction, String otherFile, String otherModule) {
    return new StackFrame(otherFunction, otherFile, otherModule, line, column, inApp);
  }
}
