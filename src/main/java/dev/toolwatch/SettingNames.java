package dev.toolwatch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of all settings, as docs/reference/settings.md lists them. A name is written as a
 * property, {@code toolwatch.a.b-c}, or as a variable, {@code TOOLWATCH_A_B_C}. Immutable.
 */
final class SettingNames {
  /** What every property begins with. */
  static final String PROPERTY = "toolwatch.";

  /** What every variable begins with. */
  static final String VARIABLE = "TOOLWATCH_";

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(toolwatch\\.[^`]+)` \\|");

  /** The end of a list's single element, as a property or as a variable. */
  private static final Pattern ELEMENT = Pattern.compile("\\[\\d+]$|_\\d+_$");

  private final List<String> properties;

  private SettingNames(List<String> properties) {
    this.properties = properties;
  }

  /**
   * Reads the names from the tables of the documentation.
   *
   * @throws IllegalArgumentException if there are none
   */
  static SettingNames of(String page) {
    List<String> names =
        ROW.matcher(page).results().map(row -> row.group(1)).collect(Collectors.toList());
    if (names.isEmpty()) {
      throw new IllegalArgumentException("the page has no table of settings");
    }
    return new SettingNames(List.copyOf(names));
  }

  /** The variable of a property (MicroProfile Config, "Environment Variables Mapping Rules"). */
  static String variable(String property) {
    return property.replaceAll("[^a-zA-Z0-9*]", "_").toUpperCase(Locale.ROOT);
  }

  /** Whether there is a setting of this name. */
  boolean knows(String name) {
    return property(name).isPresent();
  }

  /** The setting of this name, as the tables have it; empty if there is none. */
  Optional<String> property(String name) {
    String whole = ELEMENT.matcher(name).replaceFirst("");
    return properties.stream()
        .filter(property -> Pattern.matches(expression(written(property, name)), whole))
        .findFirst();
  }

  /** In a table, an asterisk stands for a name that users choose. */
  private static String expression(String known) {
    return List.of(known.split("\\*", -1)).stream()
        .map(Pattern::quote)
        .collect(Collectors.joining(".+"));
  }

  /** The setting whose name is most like an unknown one; empty if none is much like it. */
  Optional<String> nearest(String unknown) {
    String prefix = unknown.startsWith(VARIABLE) ? VARIABLE : PROPERTY;
    String tail = unknown.substring(prefix.length());
    String best = "";
    int least = Math.max(2, tail.length() / 3) + 1;
    for (String property : properties) {
      String known = filled(written(property, unknown), unknown);
      // Somebody who leaves words out leaves out the first ones.
      boolean shortened = known.matches(".*[._]" + Pattern.quote(tail));
      int distance = shortened ? 1 : distance(known, unknown);
      if (distance < least) {
        least = distance;
        best = known;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  private static String written(String property, String like) {
    return like.startsWith(VARIABLE) ? variable(property) : property;
  }

  /** The known name with what the unknown one has in place of the asterisk. */
  private static String filled(String known, String unknown) {
    int star = known.indexOf('*');
    if (star < 0 || !unknown.startsWith(known.substring(0, star))) {
      return known;
    }
    String before = known.substring(0, star);
    String after = known.substring(star + 1);
    if (after.isEmpty()) {
      return unknown;
    }
    String best = known;
    Matcher ends = Pattern.compile("[._]|$").matcher(unknown);
    for (int from = star + 1; from <= unknown.length() && ends.find(from); from = ends.end() + 1) {
      String candidate = before + unknown.substring(star, ends.start()) + after;
      if (distance(candidate, unknown) < distance(best, unknown)) {
        best = candidate;
      }
    }
    return best;
  }

  /** Characters to insert, remove or replace to make one text the other (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
