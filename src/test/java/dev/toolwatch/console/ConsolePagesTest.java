package dev.toolwatch.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files as a browser asks for them. */
@QuarkusTest
class ConsolePagesTest {
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:href|src)=\"([^\"]+)\"|from '([^']+)'|import\\(?'([^']+)'|import '([^']+)'");

  @TestHTTPResource URI root;

  private static String directory() {
    Matcher name = Pattern.compile("/console/[0-9a-f]{24}").matcher(page());
    assertThat(name.find()).isTrue();
    return name.group();
  }

  private static String page() {
    return given().header("Accept", BROWSER).get("/").then().statusCode(200).extract().asString();
  }

  @Test
  void everyPage_isTheSameFile() {
    String page = page();
    for (String path : Console.PAGES) {
      given()
          .header("Accept", BROWSER)
          .get(path + "?service=a%2Fb&from=now-1h")
          .then()
          .statusCode(200)
          .contentType("text/html; charset=utf-8")
          .header("Cache-Control", "no-cache")
          .header("Content-Security-Policy", Console.POLICY)
          .header("X-Content-Type-Options", "nosniff")
          .header("Referrer-Policy", "no-referrer")
          .header("Cross-Origin-Resource-Policy", "same-origin")
          .body(equalTo(page));
    }
    assertThat(page).doesNotContain("{files}", "<style", "style=", "<script>", "javascript:");
  }

  @Test
  void page_unchanged_isNotSentAgain() {
    String tag = given().header("Accept", BROWSER).get("/errors").header("ETag");
    for (String known : new String[] {tag, "\"other\", " + tag}) {
      given()
          .header("If-None-Match", known)
          .get("/errors")
          .then()
          .statusCode(304)
          .header("ETag", tag)
          .body(equalTo(""));
    }
    given().header("If-None-Match", "W/\"other\"").get("/errors").then().statusCode(200);
  }

  /** Everything that a page loads is there, and whatever that loads in turn. */
  @Test
  void everyFile_thatAFileNames_isThere() {
    Set<String> seen = new HashSet<>();
    follow(URI.create("/"), page(), seen);
    assertThat(seen).hasSizeGreaterThan(10);
    for (String library : new String[] {"preact.js", "uplot.js", "uplot.css"}) {
      given().get(directory() + "/lib/" + library).then().statusCode(200);
    }
  }

  private static void follow(URI from, String text, Set<String> seen) {
    Matcher references = REFERENCE.matcher(text);
    Set<String> paths = new TreeSet<>();
    while (references.find()) {
      for (int i = 1; i <= references.groupCount(); i++) {
        if (references.group(i) != null && !references.group(i).contains("{")) {
          paths.add(from.resolve(references.group(i)).toString());
        }
      }
    }
    for (String path : paths) {
      if (path.matches("/console/.*\\.(js|css|svg)") && seen.add(path)) {
        String file = given().get(path).then().statusCode(200).extract().asString();
        follow(URI.create(path), file, seen);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/app.js, text/javascript; charset=utf-8",
    "/console.css, text/css; charset=utf-8",
    "/icon.svg, image/svg+xml",
    "/lib/preact-license.txt, text/plain; charset=utf-8",
    "/lib/htm-license.txt, text/plain; charset=utf-8",
    "/lib/uplot-license.txt, text/plain; charset=utf-8",
  })
  void file_isKeptForGood(String name, String type) {
    given()
        .get(directory() + name)
        .then()
        .statusCode(200)
        .header("Content-Type", type)
        .header("Cache-Control", "public, max-age=31536000, immutable")
        .header("Vary", containsString("accept-encoding"))
        .header("X-Content-Type-Options", "nosniff");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "gzip, deflate, br, zstd | true",
        "br;q=1.0, GZIP;q=0.5 | true",
        "gzip;q=0 | false",
        "gzip;q=0.0, identity | false",
        "br, deflate | false",
        "notgzip | false",
        "identity | false",
      })
  void file_isCompressedForWhoTakesIt(String accepted, boolean compressed)
      throws IOException, InterruptedException {
    String path = directory() + "/lib/preact.js";
    HttpResponse<byte[]> plain = fetch("GET", path, "identity");
    HttpResponse<byte[]> answer = fetch("GET", path, accepted);
    assertThat(answer.headers().firstValue("content-encoding").isPresent()).isEqualTo(compressed);
    if (compressed) {
      assertThat(answer.body().length).isLessThan(plain.body().length / 2);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
          .isEqualTo(plain.body());
    } else {
      assertThat(answer.body()).isEqualTo(plain.body());
    }
  }

  @Test
  void head_hasTheLengthAlone() throws IOException, InterruptedException {
    String path = directory() + "/app.js";
    HttpResponse<byte[]> head = fetch("HEAD", path, "identity");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length"))
        .hasValue(fetch("GET", path, "identity").body().length);
  }

  private HttpResponse<byte[]> fetch(String method, String path, String encodings)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve(path))
            .header("Accept-Encoding", encodings)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
  }

  /** The page of an older version, still open, then loads the new one. */
  @ParameterizedTest
  @ValueSource(strings = {"/console/0/app.js", "/console/", "/console/0123456789abcdef01234567/"})
  void fileOfAnotherVersion_isNotFound_andNotKept(String path) {
    given()
        .get(path)
        .then()
        .statusCode(404)
        .contentType("text/plain")
        .header("Cache-Control", "no-store");
  }

  @Test
  void machines_getTheLinks() {
    given().get("/").then().statusCode(200).contentType(ContentType.JSON);
    given().accept("application/json").get("/").then().body("links.path[0]", equalTo("/api/v1"));
    given().accept("text/plain").get("/").then().contentType(ContentType.TEXT);
  }

  @Test
  void otherMethods_andPaths_areAsBefore() {
    given().post("/errors").then().statusCode(404);
    given().get("/errors/x").then().statusCode(404).body("detail", containsString("/api/v1"));
    given().get("/index.html").then().statusCode(404);
    given().get("/console").then().statusCode(404).header("Cache-Control", "no-store");
  }

  /** The libraries' files are served by nobody else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/_static/htm/3.1.1/preact/standalone.module.js",
        "/webjars/uplot/1.6.30/dist/uPlot.iife.min.js",
        "/console/app.js",
        "/lib/preact.js"
      })
  void libraries_haveNoOtherPlace(String path) {
    given().get(path).then().statusCode(404);
  }

  @Test
  void session_withoutTokens_isNotNeeded() {
    given()
        .get("/api/v1/session")
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("authentication", equalTo("none"))
        .body("name", nullValue())
        .body("role", equalTo("admin"))
        .body("can_change", equalTo(true))
        .body("expires_at", nullValue());
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/api/v1/session")
        .then()
        .statusCode(200)
        .header("Set-Cookie", nullValue());
    given()
        .put("/api/v1/session")
        .then()
        .statusCode(405)
        .header("Allow", "DELETE, GET, HEAD, OPTIONS, POST");
  }
}
