package dev.toolwatch.errors;

/** The order of a service's versions: numbers in them by their value, all else by its characters. */
final class Versions {
  private Versions() {}

  /**
   * Whether a version comes after another one. A version with a suffix such as {@code -rc.1} comes
   * before the one without (Semantic Versioning 2.0.0, section 11).
   */
  static boolean isLater(String version, String than) {
    String core = core(version);
    String otherCore = core(than);
    int order = natural(core, otherCore);
    if (order == 0) {
      String suffix = version.substring(start(version) + core.length());
      String otherSuffix = than.substring(start(than) + otherCore.length());
      boolean release = !suffix.startsWith("-");
      boolean otherRelease = !otherSuffix.startsWith("-");
      order = release == otherRelease ? natural(suffix, otherSuffix) : release ? 1 : -1;
    }
    return order > 0;
  }

  private static String core(String version) {
    int start = start(version);
    int end = start;
    while (end < version.length() && version.charAt(end) != '-' && version.charAt(end) != '+') {
      end++;
    }
    return version.substring(start, end);
  }

  private static int start(String version) {
    boolean prefixed =
        version.length() > 1 && version.charAt(0) == 'v' && Character.isDigit(version.charAt(1));
    return prefixed ? 1 : 0;
  }

  private static int natural(String one, String other) {
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      int iEnd = digits(one, i);
      int jEnd = digits(other, j);
      int order;
      if (iEnd > i && jEnd > j) {
        order = number(one.substring(i, iEnd), other.substring(j, jEnd));
        i = iEnd;
        j = jEnd;
      } else {
        order = Character.compare(one.charAt(i++), other.charAt(j++));
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.length() - i, other.length() - j);
  }

  private static int digits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static int number(String one, String other) {
    String a = one.replaceFirst("^0+", "");
    String b = other.replaceFirst("^0+", "");
    int byLength = Integer.compare(a.length(), b.length());
    return byLength != 0 ? byLength : a.compareTo(b);
  }
}
