package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/** What the names that the C# compiler makes were in the source. Pure functions. */
final class CsharpNames {
  private CsharpNames() {}

  /**
   * {@code Shop.Orders.<LoadAsync>d__5.MoveNext} is {@code Shop.Orders.LoadAsync}, {@code
   * Shop.Orders.<>c__DisplayClass3_0.<Run>b__0} a lambda of {@code Shop.Orders.Run}, and {@code
   * <Run>g__Check|3_0} its local function {@code Check}.
   */
  static String of(String name) {
    StringBuilder plain = new StringBuilder();
    boolean stateMachine = false;
    for (String part : parts(FrameNames.withoutBrackets(name, '[', ']'))) {
      String word = part.startsWith("<") ? source(part) : withoutTypeParameters(part);
      boolean step = stateMachine && word.equals("MoveNext");
      stateMachine |= part.startsWith("<");
      if (!word.isEmpty() && !step) {
        plain.append(plain.length() == 0 ? "" : ".").append(word);
      }
    }
    return plain.toString();
  }

  private static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      depth += c == '<' ? 1 : c == '>' && depth > 0 ? -1 : 0;
      if (depth == 0 && (c == '.' || c == '+' || c == '/')) {
        parts.add(name.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(name.substring(start));
    return parts;
  }

  private static String source(String part) {
    int start = 0;
    while (start < part.length() && part.charAt(start) == '<') {
      start++;
    }
    int close = part.indexOf('>', start);
    if (close <= start) {
      return "";
    }
    String inner = part.substring(start, close);
    char kind = close + 1 < part.length() ? part.charAt(close + 1) : ' ';
    int local = part.indexOf("__", close);
    int bar = part.indexOf('|', close);
    if (kind == 'g' && local > 0 && bar > local) {
      return inner + '.' + part.substring(local + 2, bar);
    }
    return kind == 'b' ? inner + ".lambda" : inner;
  }

  private static String withoutTypeParameters(String part) {
    int end = part.length();
    int tick = part.indexOf('`');
    int open = part.indexOf('<');
    end = tick >= 0 ? tick : end;
    end = open >= 0 && open < end ? open : end;
    return part.substring(0, end);
  }
}
