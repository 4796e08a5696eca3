package dev.toolwatch.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** The query parameters of the OpenAPI document. Each one means the same in every operation. */
final class CommonParameters {
  private CommonParameters() {}

  static Map<String, Parameter> all() {
    Map<String, Parameter> all = new LinkedHashMap<>();
    add(
        all,
        "service",
        "The name of a service; all services by default, unless it is required",
        text(),
        "acme/issues-mcp");
    add(all, "tool", "The tool's name", text(), "create_issue");
    add(
        all,
        "outcome",
        "How the call ended",
        OASFactory.createSchema()
            .addType(SchemaType.STRING)
            .enumeration(List.copyOf(TracesResource.OUTCOMES)),
        "server_error");
    add(
        all,
        "min_duration",
        "The least duration: " + DurationExpression.FORM + "; without a unit, in seconds",
        text(),
        "250ms");
    add(
        all,
        "from",
        "The start of the period: "
            + TimeExpression.FORM
            + ". The period is widened to the roll-ups that are kept: whole minutes for recent"
            + " times, whole hours for older ones, and whole days for the oldest",
        text(),
        "now-7d");
    add(
        all,
        "to",
        "The end of the period, exclusive; now by default. A rounded time is the end of its unit:"
            + " now/d is the end of today",
        text(),
        "now");
    add(all, "step", "The distance between points: " + Step.FORM, text(), "1h");
    add(
        all,
        "order",
        "The column by which rows are sorted, the greatest first: of error groups "
            + String.join(", ", ErrorOrder.labels())
            + ", of anything else the others; by default the first of them",
        OASFactory.createSchema()
            .addType(SchemaType.STRING)
            .enumeration(
                Stream.concat(Order.labels().stream(), ErrorOrder.labels().stream())
                    .distinct()
                    .map(Object.class::cast)
                    .toList()),
        "users");
    add(
        all,
        "q",
        "What is searched, of "
            + SearchResource.MIN_LENGTH
            + " to "
            + SearchResource.MAX_LENGTH
            + " characters",
        OASFactory.createSchema()
            .addType(SchemaType.STRING)
            .minLength(SearchResource.MIN_LENGTH)
            .maxLength(SearchResource.MAX_LENGTH),
        "issue");
    add(
        all,
        SmallCharts.POINTS,
        "How many numbers of calls each row has, in equal parts of the period, for a small chart;"
            + " none by default. Only in JSON",
        OASFactory.createSchema()
            .addType(SchemaType.INTEGER)
            .minimum(java.math.BigDecimal.ZERO)
            .maximum(java.math.BigDecimal.valueOf(SmallCharts.MAX_POINTS))
            .defaultValue(0),
        24);
    add(
        all,
        "status",
        "Of error groups; those that regressed are open, too. All by default",
        OASFactory.createSchema()
            .addType(SchemaType.STRING)
            .enumeration(List.copyOf(ErrorStatus.WORDS)),
        "regressed");
    add(all, "who", "The name of a token, as entries of the audit trail have it", text(), "ops");
    add(
        all,
        "action",
        "What was done, such as error.resolve; or its first part, such as error",
        text(),
        "error.resolve");
    add(all, "address", "Where a request came from", text(), "192.0.2.7");
    add(
        all,
        "check",
        "Whether all entries are checked: whether one was changed or removed. Takes long",
        words(List.of("false", "true")),
        "false");
    add(
        all,
        "window",
        "The distance between points",
        words(List.of("day", "week", "month")),
        "day");
    add(
        all,
        "month",
        "A month such as 2026-10; the last complete month by default",
        text(),
        "2026-10");
    add(
        all,
        "all",
        "Whether cancelled windows are listed too",
        words(List.of("false", "true")),
        "false");
    add(
        all,
        "format",
        "The form of the answer, in place of the header Accept; html of the monthly report only, otlp of"
            + " one trace",
        words(Query.FORMATS),
        "csv");
    add(
        all,
        "limit",
        "The maximum number of rows in a page",
        OASFactory.createSchema()
            .addType(SchemaType.INTEGER)
            .minimum(java.math.BigDecimal.ONE)
            .maximum(java.math.BigDecimal.valueOf(Page.MAX_LIMIT))
            .defaultValue(Page.DEFAULT_LIMIT),
        10);
    add(
        all,
        "cursor",
        "The next_cursor of the previous page. All parameters but limit must stay the same",
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
