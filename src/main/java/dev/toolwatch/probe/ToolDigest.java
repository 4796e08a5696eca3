package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Digests of the parts of a tool's definition, which say what has changed in it. The definition
 * itself is not kept. Immutable.
 *
 * @param description empty if it has none
 * @param schema of the input schema without what {@code arguments} has; with it if those are null
 * @param other of all else: title, annotations, output schema and what else there is
 * @param arguments each with whether it is required; null if there was no room for them
 */
record ToolDigest(
    String description, String schema, String other, SortedMap<String, String> arguments) {
  /** The maximum length of names of tools and arguments. */
  private static final int MAX_NAME = 256;

  ToolDigest {
    arguments = arguments == null ? null : Collections.unmodifiableSortedMap(arguments);
  }

  /**
   * Makes them.
   *
   * @param said of the check: no name has a secret
   */
  static ToolDigest of(JsonNode tool, Said said) {
    ObjectNode rest = tool.deepCopy();
    rest.remove("name");
    JsonNode description = rest.path("description");
    rest.remove("description");
    JsonNode schema = rest.path("inputSchema");
    rest.remove("inputSchema");
    SortedMap<String, String> arguments = new TreeMap<>();
    JsonNode around = schema;
    if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
      around = take(object, arguments, said);
    }
    return new ToolDigest(Digest.of(description), Digest.of(around), Digest.of(rest), arguments);
  }

  /** Takes the properties of a schema, and which of them are required, and returns the rest. */
  private static JsonNode take(ObjectNode schema, SortedMap<String, String> arguments, Said said) {
    JsonNode properties = schema.remove("properties");
    Set<String> required = new HashSet<>();
    boolean plain = true;
    for (JsonNode one : schema.path("required")) {
      plain &= one.isTextual() && properties.has(one.asText());
      required.add(one.asText());
    }
    if (plain && schema.path("required").isArray()) {
      schema.remove("required");
    }
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      ObjectNode argument = JsonRpc.object();
      argument.put("required", required.contains(property.getKey()));
      argument.set("schema", property.getValue());
      arguments.merge(name(property.getKey(), said), Digest.of(argument), ToolDigest::both);
    }
    return schema;
  }

  /**
   * A name as it is kept: without secrets, not too long, and of characters that every store and page can
   * hold.
   */
  static String name(String full, Said said) {
    StringBuilder name = new StringBuilder();
    said.hidden(full)
        .codePoints()
        .map(c -> Character.isISOControl(c) || isHalf(c) ? '\uFFFD' : c)
        .takeWhile(c -> name.length() + Character.charCount(c) <= MAX_NAME)
        .forEachOrdered(name::appendCodePoint);
    return name.toString();
  }

  /** Whether it is a half of a surrogate pair. */
  private static boolean isHalf(int c) {
    return Character.getType(c) == Character.SURROGATE;
  }

  private static String both(String one, String other) {
    return Digest.of((one + "," + other).getBytes(UTF_8));
  }

  /** The digest of two definitions with one name. */
  ToolDigest and(ToolDigest second) {
    ToolDigest one = withoutArguments();
    ToolDigest two = second.withoutArguments();
    return new ToolDigest(
        both(one.description, two.description),
        both(one.schema, two.schema),
        both(one.other, two.other),
        null);
  }

  /** The number of arguments that are told apart. */
  int size() {
    return arguments == null ? 0 : arguments.size();
  }

  /** The same in less space. */
  ToolDigest withoutArguments() {
    if (arguments == null) {
      return this;
    }
    ObjectNode all = JsonRpc.object();
    arguments.forEach(all::put);
    return new ToolDigest(description, both(schema, Digest.of(all)), other, null);
  }

  /** One digest of the whole definition. */
  String whole() {
    ToolDigest less = withoutArguments();
    return both(both(less.description, less.schema), less.other);
  }
}
