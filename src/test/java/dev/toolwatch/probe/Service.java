package dev.toolwatch.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * A service as its documentation describes it: what a probe is to ask it, and what it answers to a
 * token that is good.
 */
enum Service {
  JIRA_CLOUD(
      "jira",
      "me@example.com",
      "GET /rest/api/3/myself HTTP/1.1",
      "Authorization: Basic bWVAZXhhbXBsZS5jb206c2VzYW1lLW9wZW4=",
      "{\"accountId\":\"5b10a2844c20165700ede21g\",\"accountType\":\"atlassian\"}",
      "the token is valid"),
  JIRA_DATA_CENTER(
      "jira",
      null,
      "GET /rest/api/2/myself HTTP/1.1",
      "Authorization: Bearer sesame-open",
      "{\"key\":\"JIRAUSER10100\",\"name\":\"me\"}",
      "the token is valid"),
  LINEAR(
      "linear",
      null,
      "POST /graphql HTTP/1.1",
      "Authorization: sesame-open",
      "{\"data\":{\"viewer\":{\"id\":\"90a1\"}}}",
      "the token is valid"),
  GITHUB(
      "github",
      null,
      "GET /rate_limit HTTP/1.1",
      "Authorization: Bearer sesame-open",
      "{\"resources\":{\"core\":{\"limit\":5000,\"used\":1,\"remaining\":4999,\"reset\":1691591363}}}",
      "4999 of 5000 requests left"),
  GITLAB(
      "gitlab",
      null,
      "GET /api/v4/user HTTP/1.1",
      "PRIVATE-TOKEN: sesame-open",
      "{\"id\":1,\"username\":\"me\",\"state\":\"active\"}",
      "the token is valid"),
  ASANA(
      "asana",
      null,
      "GET /api/1.0/users/me?opt_fields=gid HTTP/1.1",
      "Authorization: Bearer sesame-open",
      "{\"data\":{\"gid\":\"12345\"}}",
      "the token is valid"),
  NOTION(
      "notion",
      null,
      "GET /v1/users/me HTTP/1.1",
      "Authorization: Bearer sesame-open",
      "{\"object\":\"user\",\"id\":\"16d8\",\"type\":\"bot\",\"bot\":{}}",
      "the token is valid"),
  CONFLUENCE_CLOUD(
      "confluence",
      "me@example.com",
      "GET /wiki/rest/api/user/current HTTP/1.1",
      "Authorization: Basic bWVAZXhhbXBsZS5jb206c2VzYW1lLW9wZW4=",
      "{\"type\":\"known\",\"accountId\":\"5b10\"}",
      "the token is valid"),
  CONFLUENCE_DATA_CENTER(
      "confluence",
      null,
      "GET /rest/api/user/current HTTP/1.1",
      "Authorization: Bearer sesame-open",
      "{\"type\":\"known\",\"username\":\"me\",\"userKey\":\"ff80\"}",
      "the token is valid"),
  QDRANT(
      "qdrant",
      null,
      "GET /collections HTTP/1.1",
      "api-key: sesame-open",
      "{\"result\":{\"collections\":[{\"name\":\"a\"},{\"name\":\"b\"}]},\"status\":\"ok\",\"time\":1e-5}",
      "2 collections"),
  WEAVIATE(
      "weaviate",
      null,
      "GET /v1/meta HTTP/1.1",
      "Authorization: Bearer sesame-open",
      "{\"hostname\":\"http://[::]:8080\",\"modules\":{},\"version\":\"1.32.0\"}",
      "Weaviate 1.32.0"),
  CHROMA(
      "chroma",
      null,
      "GET /api/v2/auth/identity HTTP/1.1",
      "x-chroma-token: sesame-open",
      "{\"user_id\":\"\",\"tenant\":\"default_tenant\",\"databases\":[\"default_database\"]}",
      "the token is valid"),
  ELASTICSEARCH(
      "elasticsearch",
      null,
      "GET /_cluster/health HTTP/1.1",
      "Authorization: ApiKey sesame-open",
      "{\"cluster_name\":\"a\",\"status\":\"yellow\",\"timed_out\":false,\"number_of_nodes\":1}",
      "the cluster is yellow"),
  OPENSEARCH(
      "elasticsearch",
      "admin",
      "GET /_cluster/health HTTP/1.1",
      "Authorization: Basic YWRtaW46c2VzYW1lLW9wZW4=",
      "{\"cluster_name\":\"a\",\"status\":\"green\",\"discovered_master\":true}",
      "the cluster is green");

  static final String TOKEN = "sesame-open";

  final String kind;

  /** The first line of the request. */
  final String line;

  /** What proves who asks. */
  final String header;

  /** The answer. */
  final String body;

  /** What the probe is to find. */
  final String detail;

  private final String user;

  Service(String kind, String user, String line, String header, String body, String detail) {
    this.kind = kind;
    this.user = user;
    this.line = line;
    this.header = header;
    this.body = body;
    this.detail = detail;
  }

  /** Its check, at a server of the tests. */
  Check check(String url) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "kind",
                kind,
                "url",
                this == LINEAR ? url + "/graphql" : url + "/",
                "token",
                TOKEN,
                "private-addresses",
                "true"));
    if (user != null) {
      settings.addAll(List.of("user", user));
    }
    return GivenProbe.check(settings.toArray(String[]::new));
  }
}
