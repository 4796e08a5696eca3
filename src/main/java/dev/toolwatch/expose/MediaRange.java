package dev.toolwatch.expose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One element of an Accept or Accept-Encoding header (RFC 9110, 12.5).
 *
 * @param name the media range or coding, lower case
 * @param parameters as {@code name=value}, with names in lower case and without q
 * @param quality 0 to 1; 1 if it is missing or not a number
 */
record MediaRange(String name, List<String> parameters, double quality) {
  MediaRange {
    parameters = List.copyOf(parameters);
  }

  static List<MediaRange> parse(String header) {
    List<MediaRange> ranges = new ArrayList<>();
    for (String element : split(header, ',')) {
      if (!element.isEmpty()) {
        ranges.add(parseOne(split(element, ';')));
      }
    }
    return ranges;
  }

  /** The value of a parameter, or an empty string. */
  String parameter(String name) {
    for (String parameter : parameters) {
      if (parameter.startsWith(name + "=")) {
        return parameter.substring(name.length() + 1);
      }
    }
    return "";
  }

  private static MediaRange parseOne(List<String> parts) {
    List<String> parameters = new ArrayList<>();
    double quality = 1;
    for (String part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        String name = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String value = unquote(part.substring(equals + 1).strip());
        if (name.equals("q")) {
          quality = quality(value);
        } else {
          parameters.add(name + "=" + value);
        }
      }
    }
    return new MediaRange(parts.get(0).toLowerCase(Locale.ROOT), parameters, quality);
  }

  private static double quality(String text) {
    try {
      double quality = Double.parseDouble(text);
      return quality >= 0 && quality <= 1 ? quality : 1;
    } catch (NumberFormatException e) {
      return 1; // what a client says badly it may still want
    }
  }

  private static String unquote(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Splits outside quotes, and strips the parts. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
