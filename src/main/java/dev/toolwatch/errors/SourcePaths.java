package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The paths of source files below the directory that they share, so that they are the same on every
 * machine and in every release. Immutable.
 */
final class SourcePaths {
  /** Elements of a path that count. */
  private static final int MAX_ELEMENTS = 3;

  private final List<String> shared;

  /** Paths below the directory that holds all of these files. */
  SourcePaths(Collection<String> files) {
    List<String> common = null;
    for (String file : files) {
      if (file.indexOf('/') < 0 && file.indexOf('\\') < 0) {
        // A name that a program gave to what it compiles: it is in no directory.
        continue;
      }
      List<String> path = elements(file);
      List<String> directory = path.isEmpty() ? path : path.subList(0, path.size() - 1);
      common = common == null ? directory : commonStart(common, directory);
    }
    shared = common == null ? List.of() : common;
  }

  private static List<String> commonStart(List<String> a, List<String> b) {
    int length = 0;
    while (length < Math.min(a.size(), b.size()) && a.get(length).equals(b.get(length))) {
      length++;
    }
    return a.subList(0, length);
  }

  /** The path of a file below the shared directory; its last elements if it is long. */
  String relative(String file) {
    List<String> path = elements(file);
    int from = commonStart(shared, path).size() == shared.size() ? shared.size() : 0;
    from = Math.max(Math.min(from, path.size() - 1), path.size() - MAX_ELEMENTS);
    return String.join("/", path.subList(Math.max(0, from), path.size()));
  }

  /** Without scheme, host, query, and the directories of releases with all above them. */
  private static List<String> elements(String file) {
    String path = withoutScheme(file.replace('\\', '/'));
    List<String> elements = new ArrayList<>(Arrays.asList(path.split("/", -1)));
    elements.removeIf(element -> element.isEmpty() || element.equals("."));
    for (int i = elements.size() - 2; i >= 0; i--) {
      if (isRelease(elements.get(i))) {
        elements = elements.subList(i + 1, elements.size());
        break;
      }
    }
    if (!elements.isEmpty()) {
      elements.set(elements.size() - 1, withoutHash(elements.get(elements.size() - 1)));
    }
    return elements;
  }

  private static String withoutScheme(String path) {
    String plain = path;
    int scheme = plain.indexOf("://");
    if (scheme > 0) {
      int host = plain.indexOf('/', scheme + 3);
      plain = host < 0 ? plain.substring(scheme + 3) : plain.substring(host);
      // webpack-internal:///(rsc)/./src/orders.ts
      int layer = plain.startsWith("/(") ? plain.indexOf(')') : -1;
      plain = plain.substring(layer + 1);
    }
    int query = plain.indexOf('?');
    plain = query < 0 ? plain : plain.substring(0, query);
    int drive = plain.indexOf(":/");
    return drive == 1 ? plain.substring(2) : plain;
  }

  /** A version, a date, a number, or the hash of a commit. */
  private static boolean isRelease(String element) {
    String lower = element.toLowerCase(Locale.ROOT);
    if (lower.equals("releases") || lower.equals("current") || lower.startsWith("tmp")) {
      return true;
    }
    int digits = 0;
    int dots = 0;
    boolean hex = true;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      digits += SourcePosition.isDigit(c) ? 1 : 0;
      dots += c == '.' && i > 0 && SourcePosition.isDigit(lower.charAt(i - 1)) ? 1 : 0;
      hex &= SourcePosition.isDigit(c) || c >= 'a' && c <= 'f' || c == '-';
    }
    return digits > 0
        && (digits == lower.length() || dots > 0 || digits >= 6 || hex && lower.length() >= 7);
  }

  /** {@code main.3fa9c1d2.js}, {@code chunk-ABCD2345.js} and {@code index-DiwrgTda.js} without their hashes. */
  private static String withoutHash(String base) {
    if (!base.endsWith("js")) {
      return base;
    }
    StringBuilder plain = new StringBuilder();
    int start = 0;
    for (int i = 0; i <= base.length(); i++) {
      boolean ends =
          i == base.length()
              || base.charAt(i) == '.'
              || base.charAt(i) == '-' && isHash(base, i + 1);
      if (ends) {
        if (!isHash(base, start)) {
          plain.append(base, start == 0 ? 0 : start - 1, i);
        }
        start = i + 1;
      }
    }
    return plain.toString();
  }

  /** Whether a part up to the next dot is a hash or a number that a bundler gave. */
  private static boolean isHash(String base, int from) {
    int to = base.indexOf('.', from);
    to = to < 0 ? base.length() : to;
    int digits = 0;
    int upper = 0;
    int lower = 0;
    for (int i = from; i < to; i++) {
      char c = base.charAt(i);
      digits += SourcePosition.isDigit(c) ? 1 : 0;
      upper += i > from && c >= 'A' && c <= 'Z' ? 1 : 0;
      lower += c >= 'a' && c <= 'z' ? 1 : 0;
    }
    int length = to - from;
    return digits > 0 && digits == length
        || length >= 6 && digits > 1
        || length == 8 && from > 0 && (digits > 0 || upper == 7 || upper > 1 && lower > 0);
  }
}
