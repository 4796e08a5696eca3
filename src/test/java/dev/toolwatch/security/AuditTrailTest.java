package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the audit trail has of requests, and what users may ask for. */
@QuarkusTest
@TestProfile(AccessControlTest.WithTokens.class)
@Timeout(90)
class AuditTrailTest {
  private static final String AUTHORIZATION = "Authorization";
  private static final String JSON = "application/json";
  private static final String SESSION = "/api/v1/session";
  private static final String PSEUDONYM = "/api/v1/users/pseudonym";
  private static final String IDENTITY = "alice-of-the-trail@example.com";

  private final TestClient client = TestClient.plain();

  private HttpResponse<String> post(String path, Role role, JsonObject body) {
    return client.send(
        client
            .request(Port.API, path, AUTHORIZATION, TestTokens.bearer(role), "Content-Type", JSON)
            .POST(BodyPublishers.ofString(body.encode())));
  }

  private HttpResponse<String> delete(String path, String... headers) {
    return client.send(client.request(Port.API, path, headers).DELETE());
  }

  private List<JsonObject> trail(String parameters) {
    HttpResponse<String> answer =
        client.get(
            Port.API,
            "/api/v1/audit?limit=1000" + parameters,
            AUTHORIZATION,
            TestTokens.bearer(Role.ADMIN));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain(IDENTITY, TestTokens.of(Role.READ));
    JsonArray rows = new JsonObject(answer.body()).getJsonArray("audit");
    return IntStream.range(0, rows.size()).mapToObj(rows::getJsonObject).toList();
  }

  @Test
  void everythingAboutUsersAndAccess_isWrittenDown() {
    String reader = TestTokens.bearer(Role.READ);
    assertThat(
            client
                .get(Port.API, "/api/v1/users/top", AUTHORIZATION, reader, "Accept", "text/csv")
                .statusCode())
        .isEqualTo(200);
    assertThat(client.get(Port.API, "/api/v1/audit", AUTHORIZATION, reader).statusCode())
        .isEqualTo(403);
    HttpResponse<String> session =
        client.send(
            client
                .request(Port.API, SESSION, "Content-Type", JSON)
                .POST(
                    BodyPublishers.ofString(
                        new JsonObject().put("token", TestTokens.of(Role.READ)).encode())));
    String cookie = session.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
    assertThat(delete(SESSION, "Cookie", cookie).statusCode()).isEqualTo(204);
    HttpResponse<String> pseudonym =
        post(PSEUDONYM, Role.ADMIN, new JsonObject().put("identity", IDENTITY));
    String user = new JsonObject(pseudonym.body()).getString("user");
    assertThat(user).matches("[0-9a-f]{16}");
    assertThat(
            delete("/api/v1/users/" + user, AUTHORIZATION, TestTokens.bearer(Role.ADMIN))
                .statusCode())
        .isEqualTo(202);
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () ->
                assertThat(trail("").stream().map(entry -> entry.getString("action")))
                    .contains(
                        "users.export",
                        "access.refuse",
                        "session.sign-in",
                        "session.sign-out",
                        "user.look-up",
                        "user.erase"));
    assertThat(trail("&who=reader&action=users"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.getString("address")).isEqualTo("127.0.0.1");
              assertThat(entry.getString("subject")).isEqualTo("all services");
            });
    assertThat(trail("&who=reader&action=session.sign-out&address=127.0.0.1")).isNotEmpty();
    assertThat(trail("&address=192.0.2.1")).isEmpty();
    assertThat(trail("&action=user.erase").get(0).getString("subject"))
        .startsWith("sha256:")
        .doesNotContain(user);
    JsonObject checked =
        new JsonObject(
            client
                .get(
                    Port.API,
                    "/api/v1/audit?check=true",
                    AUTHORIZATION,
                    TestTokens.bearer(Role.ADMIN))
                .body());
    assertThat(checked.getJsonObject("check").getInteger("entries")).isGreaterThan(5);
    assertThat(checked.getJsonObject("check").getValue("broken_at")).isNull();
  }

  @Test
  void rightsOfUsers_areForAdministrators_andCheckWhatTheyGet() {
    JsonObject identity = new JsonObject().put("identity", IDENTITY);
    assertThat(post(PSEUDONYM, Role.READ, identity).statusCode()).isEqualTo(403);
    assertThat(post(PSEUDONYM, Role.ADMIN, new JsonObject()).statusCode()).isEqualTo(400);
    assertThat(post(PSEUDONYM, Role.ADMIN, new JsonObject().put("identity", 7)).statusCode())
        .isEqualTo(400);
    assertThat(post(PSEUDONYM, Role.ADMIN, identity).body())
        .isEqualTo(post(PSEUDONYM, Role.ADMIN, identity).body());
    String admin = TestTokens.bearer(Role.ADMIN);
    assertThat(
            delete("/api/v1/users/" + "1".repeat(16), AUTHORIZATION, TestTokens.bearer(Role.READ))
                .statusCode())
        .isEqualTo(403);
    assertThat(delete("/api/v1/users/" + "0".repeat(16), AUTHORIZATION, admin).statusCode())
        .isEqualTo(400);
    assertThat(delete("/api/v1/users/alice", AUTHORIZATION, admin).statusCode()).isEqualTo(404);
    assertThat(client.get(Port.API, "/api/v1/users/top", AUTHORIZATION, admin).statusCode())
        .isEqualTo(200);
    HttpResponse<String> wrongMethod = client.get(Port.API, PSEUDONYM, AUTHORIZATION, admin);
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("allow")).hasValue("OPTIONS, POST");
  }
}
