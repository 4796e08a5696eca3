package dev.toolwatch.operating;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Grafana's dashboards as they are provisioned. */
final class Dashboards {
  static final Path DIRECTORY = Path.of("grafana", "dashboards");

  private Dashboards() {}

  /** A query of a panel, an annotation or a variable, with variables in it. */
  record Query(String dashboard, String place, String expression) {
    /** The same for everything there is, over ten minutes. */
    String forEverything() {
      return expression
          .replace("($service)?", ".*")
          .replaceAll("\\$(service|slo|tool|probe|instance|server_instance)\\b", ".*")
          .replace("$__rate_interval", "1m")
          .replace("$__range", "10m");
    }

    @Override
    public String toString() {
      return dashboard + ": " + place;
    }
  }

  static List<JsonObject> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().map(Dashboards::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> uids() {
    return all().stream().map(dashboard -> dashboard.getString("uid")).toList();
  }

  static List<JsonObject> panels(JsonObject dashboard) {
    return objects(dashboard.getJsonArray("panels")).toList();
  }

  static List<JsonObject> variables(JsonObject dashboard) {
    return objects(dashboard.getJsonObject("templating").getJsonArray("list")).toList();
  }

  static List<JsonObject> annotations(JsonObject dashboard) {
    return objects(dashboard.getJsonObject("annotations").getJsonArray("list")).toList();
  }

  static List<JsonObject> targets(JsonObject panel) {
    return objects(panel.getJsonArray("targets", new JsonArray())).toList();
  }

  /** What must answer: the queries of all panels. */
  static List<Query> panelQueries() {
    return all().stream()
        .flatMap(
            dashboard ->
                panels(dashboard).stream()
                    .flatMap(
                        panel ->
                            targets(panel).stream()
                                .map(
                                    target ->
                                        new Query(
                                            dashboard.getString("uid"),
                                            panel.getString("title")
                                                + " "
                                                + target.getString("refId"),
                                            target.getString("expr")))))
        .toList();
  }

  /** Queries that may answer with nothing. */
  static List<Query> annotationQueries() {
    return all().stream()
        .flatMap(
            dashboard ->
                annotations(dashboard).stream()
                    .map(
                        annotation ->
                            new Query(
                                dashboard.getString("uid"),
                                annotation.getString("name"),
                                annotation.getString("expr"))))
        .filter(query -> Objects.nonNull(query.expression()))
        .toList();
  }

  static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
