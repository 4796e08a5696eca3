package dev.toolwatch.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** The query parameters of the OpenAPI document: each means the same wherever it is taken. */
final class CommonParameters {
  private CommonParameters() {}

  static Map<String, Parameter> all() {
    Map<String, Parameter> all = new LinkedHashMap<>();
    add(all, "service", "One service, by its name; without it, all", text(), "acme/issues-mcp");
    add(
        all,
        "from",
        "Where the period begins: "
            + TimeExpression.FORM
            + ". Widened to what is kept: whole minutes, further back whole hours, then whole days",
        text(),
        "now-7d");
    add(
        all,
        "to",
        "Where it ends, exclusive; now where it is not given. Rounded, it is the end of its unit:"
            + " now/d is the end of today",
        text(),
        "now");
    add(all, "step", "How far points are apart: " + Step.FORM, text(), "1h");
    add(
        all,
        "order",
        "What rows are ordered by, the greatest first",
        words(Order.labels()),
        "calls");
    add(all, "window", "How far points are apart", words(List.of("day", "week", "month")), "day");
    add(
        all,
        "month",
        "A month such as 2026-10; without it, the last one that is over",
        text(),
        "2026-10");
    add(
        all,
        "all",
        "Whether windows that were taken back are listed as well",
        words(List.of("false", "true")),
        "false");
    add(
        all,
        "limit",
        "Rows of a page at most",
        OASFactory.createSchema()
            .addType(SchemaType.INTEGER)
            .minimum(java.math.BigDecimal.ONE)
            .maximum(java.math.BigDecimal.valueOf(Page.MAX_LIMIT))
            .defaultValue(Page.DEFAULT_LIMIT),
        10);
    add(
        all,
        "cursor",
        "The next_cursor of the page before, with all other parameters but limit unchanged",
        text(),
        null);
    return all;
  }

  private static void add(
      Map<String, Parameter> all, String name, String description, Schema schema, Object example) {
    Parameter parameter =
        OASFactory.createParameter()
            .name(name)
            .in(Parameter.In.QUERY)
            .description(description)
            .schema(schema);
    if (example != null) {
      parameter.setExample(example);
    }
    all.put(name, parameter);
  }

  private static Schema text() {
    return OASFactory.createSchema().addType(SchemaType.STRING).maxLength(Parameters.MAX_LENGTH);
  }

  private static Schema words(List<String> words) {
    return OASFactory.createSchema()
        .addType(SchemaType.STRING)
        .enumeration(List.copyOf(words))
        .defaultValue(words.get(0));
  }
}
