package dev.toolwatch.operating;

import static dev.toolwatch.operating.Dashboards.annotations;
import static dev.toolwatch.operating.Dashboards.objects;
import static dev.toolwatch.operating.Dashboards.panels;
import static dev.toolwatch.operating.Dashboards.targets;
import static dev.toolwatch.operating.Dashboards.variables;
import static dev.toolwatch.operating.Yaml.map;
import static dev.toolwatch.operating.Yaml.maps;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards by the schema that Grafana reads, and by what makes them of use. */
class DashboardsTest {
  private static final Path PROVISIONING = Path.of("grafana", "provisioning");
  private static final int COLUMNS = 24;
  private static final int ROWS = 200;

  /** At 1280 pixels a sixth is 200 wide: enough for a number, not for a graph. */
  private static final int NARROWEST_GRAPH = 8;

  /** What is left of those 1280 for a table's columns, and what a column takes that says nothing. */
  private static final int TABLE_WIDTH = 1230;

  private static final int COLUMN_WIDTH = 150;

  private static final Set<String> TYPES =
      Set.of("row", "text", "stat", "table", "timeseries", "bargauge", "heatmap");
  private static final Set<String> WITHOUT_DATA = Set.of("row", "text");
  private static final Set<String> UNITS =
      Set.of(
          "short", "locale", "reqps", "suffix:/s", "percentunit", "s", "bytes", "dateTimeFromNow");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

  static List<JsonObject> dashboards() {
    return Dashboards.all();
  }

  @Test
  void uids_areUnique_andNamedLikeTheFile() {
    assertThat(Dashboards.uids())
        .doesNotHaveDuplicates()
        .allMatch(uid -> Files.exists(Dashboards.DIRECTORY.resolve(uid + ".json")))
        .contains(
            "toolwatch-overview",
            "toolwatch-tools",
            "toolwatch-sla",
            "toolwatch-health",
            "toolwatch-dependencies",
            "toolwatch-self");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void head_isComplete(JsonObject dashboard) {
    assertThat(dashboard.getString("title")).startsWith("Toolwatch / ");
    assertThat(dashboard.getString("description")).endsWith(".");
    assertThat(dashboard.getInteger("schemaVersion")).isGreaterThanOrEqualTo(39);
    assertThat(dashboard.getJsonArray("tags")).contains("toolwatch");
    assertThat(dashboard.getString("refresh")).isNotEmpty();
    // An id is given by the Grafana that takes it in.
    assertThat(dashboard.containsKey("id")).isFalse();
    assertThat(objects(dashboard.getJsonArray("links")))
        .anySatisfy(
            link -> {
              assertThat(link.getString("type")).isEqualTo("dashboards");
              assertThat(link.getJsonArray("tags")).contains("toolwatch");
              assertThat(link.getBoolean("includeVars")).isTrue();
              assertThat(link.getBoolean("keepTime")).isTrue();
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panels_haveUniqueIds_descriptionsAndUnits(JsonObject dashboard) {
    List<JsonObject> panels = panels(dashboard);
    assertThat(panels.stream().map(panel -> panel.getInteger("id"))).doesNotHaveDuplicates();
    assertThat(panels.stream().map(panel -> panel.getString("type"))).isSubsetOf(TYPES);
    assertThat(panels)
        .filteredOn(DashboardsTest::isData)
        .isNotEmpty()
        .allSatisfy(
            panel -> {
              assertThat(panel.getString("title")).isNotEmpty();
              assertThat(panel.getString("description")).endsWith(".");
              JsonObject defaults = panel.getJsonObject("fieldConfig").getJsonObject("defaults");
              assertThat(defaults.getString("unit")).isIn(UNITS);
              assertThat(defaults.getJsonObject("thresholds").getJsonArray("steps")).isNotEmpty();
              assertThat(targets(panel)).isNotEmpty();
              assertThat(targets(panel).stream().map(target -> target.getString("refId")))
                  .doesNotHaveDuplicates();
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everything_asksTheChosenDataSource(JsonObject dashboard) {
    JsonObject chosen = new JsonObject().put("type", "prometheus").put("uid", "${datasource}");
    assertThat(variables(dashboard).get(0).getString("name")).isEqualTo("datasource");
    assertThat(variables(dashboard).get(0).getString("type")).isEqualTo("datasource");
    assertThat(panels(dashboard))
        .filteredOn(DashboardsTest::isData)
        .allSatisfy(
            panel -> {
              assertThat(panel.getJsonObject("datasource")).isEqualTo(chosen);
              assertThat(targets(panel))
                  .allMatch(target -> chosen.equals(target.getJsonObject("datasource")));
            });
    assertThat(annotations(dashboard))
        .isNotEmpty()
        .allMatch(annotation -> chosen.equals(annotation.getJsonObject("datasource")));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void variables_ofQueries_areDefined(JsonObject dashboard) {
    List<String> defined =
        variables(dashboard).stream().map(variable -> variable.getString("name")).toList();
    assertThat(
            VARIABLE
                .matcher(dashboard.encode())
                .results()
                .map(MatchResult::group)
                .distinct()
                .map(found -> found.replaceAll("\\W", ""))
                // Those of Grafana itself, and groups of label_replace.
                .filter(name -> !name.matches("__.*|\\d")))
        .isSubsetOf(defined);
  }

  /** The name of a metric is a label too: rows of different ones would stand one below the other. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void tables_haveOneRowForEqualLabels(JsonObject dashboard) {
    assertThat(panels(dashboard))
        .filteredOn(panel -> panel.getString("type").equals("table"))
        .flatMap(Dashboards::targets)
        .noneMatch(target -> target.getString("expr").matches("[\\w:]+(\\{[^}]*})?"));
  }

  /** Columns that do not fit are not narrowed: the last ones are out of sight. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void tables_fitInto1280Pixels(JsonObject dashboard) {
    assertThat(panels(dashboard))
        .filteredOn(panel -> panel.getString("type").equals("table"))
        .allSatisfy(
            panel -> {
              JsonObject shown =
                  objects(panel.getJsonArray("transformations"))
                      .filter(change -> change.getString("id").equals("organize"))
                      .findAny()
                      .orElseThrow()
                      .getJsonObject("options");
              JsonObject names = shown.getJsonObject("renameByName");
              int width =
                  shown.getJsonObject("indexByName").fieldNames().stream()
                      .mapToInt(field -> width(panel, names.getString(field, field)))
                      .sum();
              assertThat(width).as(panel.getString("title")).isLessThanOrEqualTo(TABLE_WIDTH);
            });
  }

  /** A third of a panel is the legend's: as a table it shows two rows. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void legends_areLists(JsonObject dashboard) {
    assertThat(panels(dashboard))
        .filteredOn(panel -> panel.getString("type").equals("timeseries"))
        .extracting(
            panel ->
                panel.getJsonObject("options").getJsonObject("legend").getString("displayMode"))
        .containsOnly("list");
  }

  /** {@code topk} alone picks others at each step: pieces of lines, and many more of them. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void graphs_pickTheirSeriesOnce(JsonObject dashboard) {
    assertThat(panels(dashboard))
        .filteredOn(panel -> panel.getString("type").equals("timeseries"))
        .flatMap(Dashboards::targets)
        .extracting(target -> target.getString("expr"))
        .allMatch(query -> !query.contains("topk(") || query.contains("[$__range] @ end()"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void grid_hasNoOverlaps_andIsReadableAt1280Pixels(JsonObject dashboard) {
    BitSet taken = new BitSet(COLUMNS * ROWS);
    for (JsonObject panel : panels(dashboard)) {
      JsonObject place = panel.getJsonObject("gridPos");
      int left = place.getInteger("x");
      int width = place.getInteger("w");
      assertThat(left + width).as(panel.getString("title")).isLessThanOrEqualTo(COLUMNS);
      if (isData(panel) && !panel.getString("type").equals("stat")) {
        assertThat(width).isGreaterThanOrEqualTo(NARROWEST_GRAPH);
      }
      for (int row = place.getInteger("y");
          row < place.getInteger("y") + place.getInteger("h");
          row++) {
        BitSet line = taken.get(row * COLUMNS + left, row * COLUMNS + left + width);
        assertThat(line.isEmpty()).as(panel.getString("title")).isTrue();
        taken.set(row * COLUMNS + left, row * COLUMNS + left + width);
      }
    }
  }

  @Test
  void exemplars_leadToTraces() throws IOException {
    assertThat(Dashboards.all())
        .flatMap(Dashboards::panels)
        .flatMap(Dashboards::targets)
        .filteredOn(target -> target.getBoolean("exemplar", false))
        .allMatch(target -> target.getString("expr").contains("_bucket"))
        .hasSizeGreaterThanOrEqualTo(3);
    Map<String, Object> sources = Yaml.read(PROVISIONING.resolve("datasources/toolwatch.yaml"));
    List<Object> uids =
        maps(sources.get("datasources")).stream().map(source -> source.get("uid")).toList();
    List<Map<String, Object>> destinations =
        maps(
            map(maps(sources.get("datasources")).get(0).get("jsonData"))
                .get("exemplarTraceIdDestinations"));
    assertThat(destinations)
        .allMatch(destination -> "trace_id".equals(destination.get("name")))
        .anyMatch(destination -> uids.contains(destination.get("datasourceUid")))
        // Provisioning reads $$ as $.
        .anyMatch(
            destination -> String.valueOf(destination.get("url")).endsWith("/$${__value.raw}"))
        .hasSize(2);
  }

  /** Explore takes what it shows as JSON within the link. */
  @Test
  void linksToExplore_askADataSourceThatIsProvisioned() {
    Map<String, Object> sources = Yaml.read(PROVISIONING.resolve("datasources/toolwatch.yaml"));
    List<JsonObject> asked =
        Dashboards.all().stream()
            .flatMap(dashboard -> objects(dashboard.getJsonArray("links")))
            .map(link -> link.getString("url"))
            .filter(url -> url.startsWith("/explore?schemaVersion=1&panes="))
            .map(url -> new JsonObject(URLDecoder.decode(url.split("panes=", 2)[1], UTF_8)))
            .flatMap(panes -> panes.stream().map(pane -> (JsonObject) pane.getValue()))
            .flatMap(pane -> objects(pane.getJsonArray("queries")))
            .toList();
    assertThat(asked)
        .isNotEmpty()
        .allSatisfy(
            query -> {
              JsonObject source = query.getJsonObject("datasource");
              assertThat(maps(sources.get("datasources")))
                  .anyMatch(
                      known ->
                          source.getString("uid").equals(known.get("uid"))
                              && source.getString("type").equals(known.get("type")));
              assertThat(query.getString("service")).isEqualTo("${jaeger_service:percentencode}");
            });
  }

  @Test
  void provisioning_readsTheDirectoryThatComposeMounts() throws IOException {
    Map<String, Object> provider =
        maps(Yaml.read(PROVISIONING.resolve("dashboards/toolwatch.yaml")).get("providers")).get(0);
    Object path = map(provider.get("options")).get("path");
    assertThat(Files.readString(Path.of("compose.yaml")))
        .contains("- ./grafana/dashboards:" + path + ":ro");
  }

  private static boolean isData(JsonObject panel) {
    return !WITHOUT_DATA.contains(panel.getString("type"));
  }

  private static int width(JsonObject panel, String column) {
    return objects(panel.getJsonObject("fieldConfig").getJsonArray("overrides"))
        .filter(override -> column.equals(override.getJsonObject("matcher").getValue("options")))
        .flatMap(override -> objects(override.getJsonArray("properties")))
        .filter(property -> property.getString("id").equals("custom.width"))
        .mapToInt(property -> property.getInteger("value"))
        .findAny()
        .orElse(COLUMN_WIDTH);
  }
}
