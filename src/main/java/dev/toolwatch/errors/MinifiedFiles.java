package dev.toolwatch.errors;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells files in which short names were made by a minifier, and change with every build. Pure functions. */
final class MinifiedFiles {
  /** A column that people do not write code to. */
  private static final int COLUMN = 250;

  /** Lines of comments that minifiers keep at the start of a file. */
  private static final int BANNER = 50;

  /** Characters of a name that a minifier made, at most. */
  static final int MAX_NAME = 2;

  private MinifiedFiles() {}

  /** The minified files among those of some frames. */
  static Set<String> of(List<StackFrame> frames) {
    Set<String> minified = new HashSet<>();
    Map<String, Integer> columns = new HashMap<>();
    for (StackFrame frame : frames) {
      String file = frame.file();
      boolean first = frame.line() == 1 && frame.column() > 0;
      Integer column = first ? columns.putIfAbsent(file, frame.column()) : null;
      if (frame.column() >= COLUMN && frame.line() < BANNER
          || column != null && column != frame.column()
          || file.contains(".min.")
          || isMadeByAMinifier(frame)) {
        minified.add(file);
      }
    }
    return minified;
  }

  /** A class of one or two letters: source maps give files and lines back, but not these. */
  private static boolean isMadeByAMinifier(StackFrame frame) {
    int space = frame.function().lastIndexOf(' ') + 1;
    int dot = frame.function().indexOf('.', space);
    return frame.column() > 0
        && dot > space
        && dot - space <= MAX_NAME
        && Character.isLowerCase(frame.function().charAt(space));
  }
}
