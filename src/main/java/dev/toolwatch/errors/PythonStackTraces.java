package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads what {@code traceback.format_exception} writes: chained exceptions, of which the cause comes
 * first, and exception groups, of which the first exception counts as the cause. Pure functions.
 */
final class PythonStackTraces {
  private static final String TRACEBACK = "Traceback (most recent call last):";
  private static final String FILE = "File \"";
  private static final String LINE = "\", line ";

  /** A part of the text with one traceback, and how deep it lies in exception groups. */
  private static final class Section {
    private final int depth;
    private final ThrownBuilder thrown = new ThrownBuilder("", "");
    private boolean named;

    Section(int depth) {
      this.depth = depth;
    }
  }

  private PythonStackTraces() {}

  /** The chain, or nothing if there are no frames of this form. */
  static List<ThrownException> read(List<String> lines) {
    List<Section> sections = new ArrayList<>();
    Section current = null;
    int skippedDepth = Integer.MAX_VALUE;
    for (String line : lines) {
      int margin = margin(line);
      int depth = margin < 0 ? 0 : Math.max(0, (margin - 2) / 2);
      String text = margin < 0 ? line : line.substring(Math.min(line.length(), margin + 1));
      String stripped = text.strip();
      int member = member(line);
      if (member > 0) {
        // The line above the exceptions of a group is indented like the group or like them.
        int membersDepth = memberDepth(line);
        if (membersDepth <= skippedDepth) {
          skippedDepth = member > 1 ? membersDepth : Integer.MAX_VALUE;
        }
        current = null;
        if (member == 1 && skippedDepth == Integer.MAX_VALUE) {
          current = new Section(membersDepth);
          sections.add(current);
        }
        continue;
      }
      if (depth < skippedDepth && !isRule(stripped)) {
        skippedDepth = Integer.MAX_VALUE;
      }
      if (depth >= skippedDepth || stripped.isEmpty()) {
        continue;
      }
      if (stripped.endsWith(TRACEBACK)) {
        if (current == null || current.named || current.thrown.hasFrames()) {
          current = new Section(depth);
          sections.add(current);
        }
      } else if (stripped.startsWith(FILE) && !isNamed(current)) {
        current = current == null ? add(sections, depth) : current;
        frame(stripped, current.thrown);
      } else if (current != null && isBetween(stripped)) {
        current.named = true;
      } else if (current != null) {
        afterFrames(text, margin >= 0, current);
      }
    }
    return sections.stream().anyMatch(section -> section.thrown.hasFrames())
        ? chain(sections)
        : List.of();
  }

  private static boolean isNamed(Section section) {
    return section != null && section.named;
  }

  private static Section add(List<Section> sections, int depth) {
    Section section = new Section(depth);
    sections.add(section);
    return section;
  }

  /** The line with the type, or more lines of the message. Lines of source are indented more. */
  private static void afterFrames(String text, boolean boxed, Section section) {
    if (section.named) {
      if (!isRule(text.strip())) {
        section.thrown.continueMessage(text.strip());
      }
      return;
    }
    if (StackTraceLines.indent(text) > (boxed ? 1 : 0)) {
      return;
    }
    ThrownBuilder header = ThrownBuilder.ofHeader(text);
    section.thrown.type(header.type());
    section.thrown.continueMessage(header.message());
    section.named = true;
  }

  private static boolean isBetween(String text) {
    return text.startsWith("During handling of the above exception")
        || text.startsWith("The above exception was the direct cause");
  }

  private static void frame(String text, ThrownBuilder thrown) {
    int fileEnd = text.indexOf(LINE, FILE.length());
    if (fileEnd < 0) {
      return;
    }
    int lineStart = fileEnd + LINE.length();
    int lineEnd = lineStart;
    while (lineEnd < text.length() && SourcePosition.isDigit(text.charAt(lineEnd))) {
      lineEnd++;
    }
    String function = text.startsWith(", in ", lineEnd) ? text.substring(lineEnd + 5).strip() : "";
    String file = text.substring(FILE.length(), fileEnd);
    thrown.frame(function, file, "", SourcePosition.number(text, lineStart, lineEnd), 0);
  }

  /** Where the bar of an exception group is; -1 if the line has none. */
  private static int margin(String line) {
    int at = StackTraceLines.indent(line);
    boolean bar =
        at >= 2 && at < line.length() && (line.charAt(at) == '|' || line.charAt(at) == '+');
    return bar ? at : -1;
  }

  /** The number in a line such as {@code +-+---------------- 1 ----------------}; 0 if it is another. */
  private static int member(String line) {
    String text = line.strip();
    if (!text.startsWith("+-")) {
      return 0;
    }
    int from = text.indexOf("- ") + 2;
    int to = text.indexOf(" -", from);
    return from < 2 || to < 0 ? 0 : SourcePosition.number(text, from, to);
  }

  private static int memberDepth(String line) {
    return Math.max(0, (line.indexOf("+--") - 2) / 2);
  }

  private static boolean isRule(String text) {
    return text.length() > 2 && text.chars().allMatch(c -> c == '-' || c == '+');
  }

  /** Causes come first in the text, and the exceptions of a group after it. */
  private static List<ThrownException> chain(List<Section> sections) {
    List<List<Section>> reported = new ArrayList<>();
    int outermost = sections.stream().mapToInt(section -> section.depth).min().orElse(0);
    for (Section section : sections) {
      if (section.depth == outermost || reported.isEmpty()) {
        reported.add(new ArrayList<>());
      }
      reported.get(reported.size() - 1).add(section);
    }
    Collections.reverse(reported);
    List<ThrownException> chain = new ArrayList<>();
    for (List<Section> one : reported) {
      chain.add(one.get(0).thrown.oldestFirst());
      if (one.size() > 1) {
        chain.addAll(chain(one.subList(1, one.size())));
      }
    }
    return chain;
  }
}
