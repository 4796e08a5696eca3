package dev.toolwatch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A part of the executable's file in the address space of this process.
 *
 * @param from the first address
 * @param to the address after the last
 */
record ExecutableMapping(long from, long to) {
  /** proc_pid_smaps(5): addresses, permissions, offset, device, inode and path. */
  private static final Pattern HEAD =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\S+ *(.*)");

  /** Pages of the file itself count as dirty as long as the file is not written to disk. */
  private static final Pattern COPIED = Pattern.compile("(?:Anonymous|Swap|Locked): +(\\d+) kB");

  /**
   * The mappings of a file that the process can only read, and of whose pages it has no copies.
   *
   * @param lines of {@code /proc/self/smaps}
   */
  static List<ExecutableMapping> unchanged(Stream<String> lines, String file) {
    List<ExecutableMapping> unchanged = new ArrayList<>();
    ExecutableMapping current = null;
    for (Iterator<String> line = lines.iterator(); line.hasNext(); ) {
      String text = line.next();
      Matcher head = HEAD.matcher(text);
      Matcher copied = COPIED.matcher(text);
      if (head.matches()) {
        add(unchanged, current);
        boolean isPart = head.group(4).equals(file) && head.group(3).indexOf('w') < 0;
        current = isPart ? of(head) : null;
      } else if (copied.matches() && Long.parseLong(copied.group(1)) != 0) {
        current = null;
      }
    }
    add(unchanged, current);
    return unchanged;
  }

  private static void add(List<ExecutableMapping> mappings, ExecutableMapping mapping) {
    if (mapping != null) {
      mappings.add(mapping);
    }
  }

  private static ExecutableMapping of(Matcher head) {
    return new ExecutableMapping(
        Long.parseUnsignedLong(head.group(1), 16), Long.parseUnsignedLong(head.group(2), 16));
  }
}
