package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolwatch.probe.Preset.Authorization;
import dev.toolwatch.probe.Preset.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The services that are asked with GET, each after its own documentation. Pure functions. */
final class Presets {
  /** The version whose answers are read here; Notion wants one. */
  private static final String NOTION_VERSION = "2022-06-28";

  /** The end of the year 9999, in seconds: nobody means more. */
  private static final long LATEST = 253_402_300_799L;

  private static final Authorization BEARER = (user, token) -> bearer(token);

  /** With a name Basic, as for API tokens of Atlassian's cloud; else a personal access token. */
  private static final Authorization BASIC_OR_BEARER =
      (user, token) ->
          user.map(name -> Map.of("Authorization", Headers.basic(name, token)))
              .orElseGet(() -> bearer(token));

  private Presets() {}

  /** The preset of a kind, which must have one. */
  static Preset of(Kind kind) {
    return switch (kind) {
      case JIRA -> jira();
      case GITHUB -> github();
      case GITLAB -> gitlab();
      case ASANA -> asana();
      case NOTION -> notion();
      case CONFLUENCE -> confluence();
      case QDRANT -> qdrant();
      case WEAVIATE -> weaviate();
      case CHROMA -> chroma();
      case ELASTICSEARCH -> elasticsearch();
      case HTTP, TCP, TLS, DNS, POSTGRESQL, REDIS, MCP, LINEAR, PGVECTOR ->
          throw new IllegalArgumentException(kind.label());
    };
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private static Path at(String path) {
    return (service, hasUser, hasToken) -> path;
  }

  /**
   * Who the token is. The cloud has version 3 (developer.atlassian.com, "The Jira Cloud platform REST
   * API", Myself), Data Center version 2.
   */
  private static Preset jira() {
    return new Preset(
        (service, hasUser, hasToken) -> hasUser ? "/rest/api/3/myself" : "/rest/api/2/myself",
        BASIC_OR_BEARER,
        answer -> {
          requireAny(answer, "Jira", "/accountId", "/key", "/name");
          return "the token is valid";
        });
  }

  /**
   * The limits, which do not count against themselves (docs.github.com, "REST API endpoints for rate
   * limits"); a token that is not valid gets 401.
   */
  private static Preset github() {
    return new Preset(
        at("/rate_limit"),
        (user, token) -> {
          Map<String, String> headers = new HashMap<>(bearer(token));
          headers.put("Accept", "application/vnd.github+json");
          headers.put("X-GitHub-Api-Version", "2022-11-28");
          return headers;
        },
        answer -> {
          requireAny(answer, "GitHub", "/resources/core/remaining");
          JsonNode core = answer.at("/resources/core");
          if (core.path("remaining").asLong() == 0 && core.path("limit").asLong() > 0) {
            throw new CheckFailure(
                Verdict.RATE_LIMITED,
                "no requests are left, again from "
                    + Instant.ofEpochSecond(
                        Math.max(0, Math.min(core.path("reset").asLong(), LATEST)))
                    + " on");
          }
          return core.path("remaining").asLong()
              + " of "
              + core.path("limit").asLong()
              + " requests left";
        });
  }

  /** Who the token is (docs.gitlab.com, "Users API": the current user); needs {@code read_user}. */
  private static Preset gitlab() {
    return new Preset(
        at("/api/v4/user"),
        (user, token) -> Map.of("PRIVATE-TOKEN", token),
        answer -> {
          requireAny(answer, "GitLab", "/id");
          return "the token is valid";
        });
  }

  /** Who the token is (developers.asana.com, "Get a user"). */
  private static Preset asana() {
    return new Preset(
        at("/api/1.0/users/me?opt_fields=gid"),
        BEARER,
        answer -> {
          requireAny(answer, "Asana", "/data/gid");
          return "the token is valid";
        });
  }

  /** Who the token is (developers.notion.com, "Retrieve your token's bot user"). */
  private static Preset notion() {
    return new Preset(
        at("/v1/users/me"),
        (user, token) -> {
          Map<String, String> headers = new HashMap<>(bearer(token));
          headers.put("Notion-Version", NOTION_VERSION);
          return headers;
        },
        answer -> {
          if (!answer.path("object").asText().equals("user")) {
            throw foreign("Notion");
          }
          return "the token is valid";
        });
  }

  /**
   * Who the token is (developer.atlassian.com, Confluence, "Get current user"), below {@code /wiki} in
   * the cloud. Whom it does not know it may call anonymous, with status 200.
   */
  private static Preset confluence() {
    return new Preset(
        (service, hasUser, hasToken) ->
            hasUser && !service.getRawPath().endsWith("/wiki")
                ? "/wiki/rest/api/user/current"
                : "/rest/api/user/current",
        BASIC_OR_BEARER,
        answer -> {
          if (answer.path("type").asText().equals("anonymous")) {
            throw new CheckFailure(
                Verdict.REFUSED, "it answers as to somebody anonymous: the token is not valid");
          }
          requireAny(answer, "Confluence", "/accountId", "/userKey", "/username");
          return "the token is valid";
        });
  }

  /** The collections (api.qdrant.tech, "List all collections"): {@code /readyz} wants no key. */
  private static Preset qdrant() {
    return new Preset(
        at("/collections"),
        (user, token) -> Map.of("api-key", token),
        answer -> {
          requireAny(answer, "Qdrant", "/result/collections");
          return answer.at("/result/collections").size() + " collections";
        });
  }

  /**
   * The version (docs.weaviate.io, "Meta"): unlike {@code /v1/.well-known/ready} it wants a key, if
   * the server has any.
   */
  private static Preset weaviate() {
    return new Preset(
        at("/v1/meta"),
        BEARER,
        answer -> {
          requireAny(answer, "Weaviate", "/version");
          return "Weaviate " + answer.path("version").asText();
        });
  }

  /**
   * With a token whose it is, which the heartbeat does not ask (docs.trychroma.com, REST API v2). Servers
   * take it from either header, as they are configured.
   */
  private static Preset chroma() {
    return new Preset(
        (service, hasUser, hasToken) -> hasToken ? "/api/v2/auth/identity" : "/api/v2/heartbeat",
        (user, token) -> {
          Map<String, String> headers = new HashMap<>(bearer(token));
          headers.put("x-chroma-token", token);
          return headers;
        },
        answer -> {
          requireAny(answer, "Chroma", "/tenant", "/nanosecond heartbeat");
          return answer.has("tenant") ? "the token is valid" : "it answers";
        });
  }

  /**
   * The state of the cluster (elastic.co, "Cluster health API"); needs the privilege {@code monitor}.
   * In red, some data cannot be reached.
   */
  private static Preset elasticsearch() {
    return new Preset(
        at("/_cluster/health"),
        (user, token) ->
            Map.of(
                "Authorization",
                user.map(name -> Headers.basic(name, token)).orElse("ApiKey " + token)),
        answer ->
            switch (answer.path("status").asText()) {
              case "green", "yellow" -> "the cluster is " + answer.path("status").asText();
              case "red" ->
                  throw new CheckFailure(
                      Verdict.DOWN, "the cluster is red: some of its data cannot be reached");
              default -> throw foreign("Elasticsearch");
            });
  }

  private static void requireAny(JsonNode answer, String service, String... pointers)
      throws CheckFailure {
    for (String pointer : pointers) {
      JsonNode found = answer.at(pointer);
      if (!found.isMissingNode() && !found.isNull()) {
        return;
      }
    }
    throw foreign(service);
  }

  private static CheckFailure foreign(String service) {
    return new CheckFailure(Verdict.DOWN, "the answer is not that of " + service);
  }
}
