package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;

/**
 * Writes rows as CSV (RFC 4180) with a header. Names and values come from the JSON, so the two
 * formats cannot differ. Thread-safe.
 */
final class Csv {
  private static final String LINE_END = "\r\n";

  /** What a cell is quoted for: RFC 4180, and the separator of spreadsheets in many countries. */
  private static final String QUOTED = ",;\"\t\r\n";

  /**
   * A spreadsheet takes a cell that begins so for a formula, and senders choose the names of tools.
   */
  private static final String FORMULA = "=+-@\t\r\n";

  private final ObjectMapper json;

  Csv(ObjectMapper json) {
    this.json = json;
  }

  <R extends Record> byte[] write(Table<R> table) {
    List<String> columns = columns(table.rowType());
    columns.removeAll(table.onlyInJson());
    StringBuilder text = new StringBuilder();
    text.append(String.join(",", columns)).append(LINE_END);
    for (R row : table.rows()) {
      JsonNode values = json.valueToTree(row);
      for (int i = 0; i < columns.size(); i++) {
        text.append(i == 0 ? "" : ",").append(cell(values.path(columns.get(i))));
      }
      text.append(LINE_END);
    }
    return text.toString().getBytes(UTF_8);
  }

  private List<String> columns(Class<?> rowType) {
    try {
      List<String> columns = new ArrayList<>();
      Iterator<PropertyWriter> properties =
          json.getSerializerProviderInstance().findValueSerializer(rowType).properties();
      properties.forEachRemaining(property -> columns.add(property.getName()));
      return columns;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A list is one cell. */
  private static String joined(JsonNode values) {
    StringJoiner joined = new StringJoiner(", ");
    values.forEach(value -> joined.add(value.asText()));
    return joined.toString();
  }

  private static String cell(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    if (!value.isTextual() && !value.isArray()) {
      return value.asText();
    }
    String text = value.isArray() ? joined(value) : value.textValue();
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    String safe = formula ? "'" + text : text;
    boolean quoted = formula || safe.chars().anyMatch(c -> QUOTED.indexOf(c) >= 0);
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
