package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Writes OTLP/JSON as no usual encoder does but any may: keys in any order, white space, escapes,
 * integers as strings, numbers, fractions and powers of ten, nulls and unknown keys.
 */
final class ScrambledJson {
  private static final Set<String> INTEGERS =
      Set.of("intValue", "startTimeUnixNano", "endTimeUnixNano", "timeUnixNano", "flags");

  private static final List<String> UNKNOWN =
      List.of(
          "1",
          "-0.5e-7",
          "true",
          "null",
          "\"]}\\\"\\u005d\"",
          "[]",
          "[ [1 , {}] , null , \"\"]",
          "{\"traceId\" : 7, \"\\u0061\" : [false]}");

  private final Random random;
  private final StringBuilder out = new StringBuilder();

  private ScrambledJson(Random random) {
    this.random = random;
  }

  static byte[] of(JsonObject tree, long seed) {
    ScrambledJson writer = new ScrambledJson(new Random(seed));
    writer.value("", tree);
    return writer.out.toString().getBytes(UTF_8);
  }

  private void value(String key, Object value) {
    space();
    if (value instanceof JsonObject object) {
      object(object);
    } else if (value instanceof JsonArray array) {
      array(key, array);
    } else if (INTEGERS.contains(key)) {
      quotedOrNot(integer(value.toString()));
    } else if (value instanceof Double number) {
      quotedOrNot(decimal(number));
    } else if (value instanceof Number number) {
      out.append(integer(number.toString()));
    } else if (value instanceof String text) {
      string(text);
    } else {
      out.append(value);
    }
    space();
  }

  private void object(JsonObject object) {
    List<String> keys = new ArrayList<>(object.fieldNames());
    for (String absent : List.of("name", "kind", "attributes", "value", "intValue", "scope")) {
      if (!object.containsKey(absent) && random.nextInt(8) == 0) {
        keys.add(absent);
      }
    }
    if (random.nextInt(4) == 0) {
      keys.add("unknown" + random.nextInt(100));
    }
    Collections.shuffle(keys, random);
    String separator = "{";
    for (String key : keys) {
      out.append(separator);
      space();
      string(key);
      space();
      out.append(':');
      if (object.containsKey(key)) {
        value(key, object.getValue(key));
      } else {
        space();
        out.append(key.startsWith("unknown") ? any(UNKNOWN) : "null");
        space();
      }
      separator = ",";
    }
    out.append(keys.isEmpty() ? "{" : "");
    space();
    out.append('}');
  }

  private void array(String key, JsonArray array) {
    out.append('[');
    space();
    for (int i = 0; i < array.size(); i++) {
      out.append(i == 0 ? "" : ",");
      value(key, array.getValue(i));
    }
    out.append(']');
  }

  /** The same whole number in one of the forms that ProtoJSON takes. */
  private String integer(String digits) {
    BigDecimal number = new BigDecimal(digits);
    return switch (random.nextInt(6)) {
      case 0 -> number.stripTrailingZeros().toString();
      case 1 -> number.setScale(2).toPlainString();
      case 2 -> digits + (random.nextBoolean() ? "e0" : "E+00");
      case 3 -> number.signum() == 0 ? "-0" : digits + "000e-3";
      default -> digits;
    };
  }

  private String decimal(double number) {
    // A BigDecimal has no negative zero.
    return number == 0 || random.nextBoolean()
        ? Double.toString(number)
        : new BigDecimal(number).round(MathContext.DECIMAL128).toString();
  }

  private void quotedOrNot(String number) {
    boolean quoted = !Character.isDigit(number.charAt(number.length() - 1)) || random.nextBoolean();
    out.append(quoted ? "\"" + number + "\"" : number);
  }

  private void string(String text) {
    out.append('"');
    boolean eager = random.nextInt(4) == 0;
    text.codePoints().forEach(character -> character(character, eager));
    out.append('"');
  }

  private void character(int character, boolean eager) {
    int shortForm = "\"\\/\b\f\n\r\t".indexOf(character);
    if (eager && random.nextBoolean() || shortForm < 0 && character < 0x20) {
      // Those beyond the basic plane as two surrogates.
      for (char unit : Character.toChars(character)) {
        String format = random.nextBoolean() ? "\\u%04x" : "\\u%04X";
        out.append(String.format(Locale.ROOT, format, (int) unit));
      }
    } else if (shortForm >= 0 && (character != '/' || random.nextBoolean())) {
      out.append('\\').append("\"\\/bfnrt".charAt(shortForm));
    } else {
      out.appendCodePoint(character);
    }
  }

  private void space() {
    while (random.nextInt(5) == 0) {
      out.append(" \t\r\n".charAt(random.nextInt(4)));
    }
  }

  private String any(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
