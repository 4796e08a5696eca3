package dev.toolwatch.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Attributes as JSON shows them. A number that a double cannot hold is a string, or a browser would
 * change it. Pure functions.
 */
final class AttributeJson {
  /** The greatest whole number up to which doubles have all. */
  private static final long MOST_EXACT = (1L << 53) - 1;

  private AttributeJson() {}

  static Map<String, Object> of(Map<String, Object> attributes) {
    Map<String, Object> shown = new LinkedHashMap<>();
    attributes.forEach((key, value) -> shown.put(key, of(value)));
    return shown;
  }

  private static Object of(Object value) {
    if (value instanceof Long number) {
      return isExact(number) ? number : number.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(AttributeJson::of).collect(Collectors.toCollection(ArrayList::new));
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> shown = new LinkedHashMap<>();
      map.forEach((key, inner) -> shown.put(key, of(inner)));
      return shown;
    }
    return value;
  }

  /** Whether every reader of JSON reads this number as it is. */
  static boolean isExact(long number) {
    return number >= -MOST_EXACT && number <= MOST_EXACT;
  }
}
