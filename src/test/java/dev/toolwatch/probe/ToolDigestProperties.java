package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

class ToolDigestProperties {
  private static final String TOOL =
      """
      {"name": "ship", "title": "Ship", "description": "Ships an order",
       "inputSchema": {"type": "object", "$defs": {"x": {"enum": [1, 2.5, true, null]}},
         "properties": {
           "order": {"type": "string", "description": "The order's number", "minLength": 3},
           "fast": {"type": "boolean", "default": false}},
         "required": ["order"], "additionalProperties": false},
       "annotations": {"readOnlyHint": false, "title": "Ship it"},
       "outputSchema": {"type": "object", "properties": {"state": {"type": "string"}}}}
      """;

  private static ObjectNode tool() {
    return (ObjectNode) JsonRpc.parse(TOOL);
  }

  @Property
  void digest_otherOrderOfKeys_isTheSame(@ForAll long seed) {
    JsonNode shuffled = shuffle(tool(), new Random(seed));
    assertThat(ToolDigest.of(shuffled, Said.OPENLY)).isEqualTo(ToolDigest.of(tool(), Said.OPENLY));
    JsonNode spaced = JsonRpc.parse(shuffled.toPrettyString());
    assertThat(ToolDigest.of(spaced, Said.OPENLY)).isEqualTo(ToolDigest.of(tool(), Said.OPENLY));
  }

  private static JsonNode shuffle(JsonNode value, Random random) {
    if (value.isArray()) {
      ArrayNode copy = JsonRpc.object().arrayNode();
      value.forEach(one -> copy.add(shuffle(one, random)));
      return copy;
    }
    if (!value.isObject()) {
      return value;
    }
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(value.properties());
    Collections.shuffle(entries, random);
    ObjectNode copy = JsonRpc.object();
    entries.forEach(one -> copy.set(one.getKey(), shuffle(one.getValue(), random)));
    return copy;
  }

  /** Replaces one letter or digit of the definition, wherever it is, but in the name. */
  @Property(tries = 300)
  void digest_anyOtherCharacter_isAnother(@ForAll @IntRange(max = 10_000) int at) {
    String text = tool().toString();
    int from = text.indexOf("\"title\"");
    int place = from + at % (text.length() - from);
    char old = text.charAt(place);
    String changed =
        text.substring(0, place) + (old == 'q' ? 'z' : 'q') + text.substring(place + 1);
    JsonNode parsed = JsonRpc.parse(changed);
    if (parsed != null && parsed.isObject()) {
      assertThat(ToolDigest.of(parsed, Said.OPENLY).whole())
          .isNotEqualTo(ToolDigest.of(tool(), Said.OPENLY).whole());
    }
  }

  @Property
  void description_anyTwoTexts_differIfTheTextsDo(@ForAll String one, @ForAll String other) {
    ToolDigest first = ToolDigest.of(tool().put("description", one), Said.OPENLY);
    ToolDigest second = ToolDigest.of(tool().put("description", other), Said.OPENLY);
    assertThat(first.equals(second)).isEqualTo(one.equals(other));
    assertThat(first.whole().equals(second.whole())).isEqualTo(one.equals(other));
  }

  @Property
  void facts_ofAnyNames_areReadAsTheyWereWritten(
      @ForAll @NotEmpty String name, @ForAll String argument, @ForAll String server) {
    ObjectNode tool = JsonRpc.object();
    tool.putObject("inputSchema").putObject("properties").putObject(argument);
    java.util.TreeMap<String, ToolDigest> tools = new java.util.TreeMap<>();
    tools.put(name, ToolDigest.of(tool, Said.OPENLY));
    tools.put(name + "2", ToolDigest.of(tool, Said.OPENLY).withoutArguments());
    McpFacts facts = new McpFacts(server, "1", "2026-07-28", List.of("tools", name), tools);
    assertThat(McpFacts.fromJson(facts.toJson())).isEqualTo(facts);
  }
}
