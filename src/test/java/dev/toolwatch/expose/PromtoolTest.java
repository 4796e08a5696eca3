package dev.toolwatch.expose;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.Toolwatch;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Prometheus' own checker says of the text page. */
@QuarkusTest
@Tag("servers")
class PromtoolTest {
  private final URI management = Toolwatch.underTest().management();

  @Test
  void metrics_text_isCleanForPromtool() throws Exception {
    assertThat(check(given().accept("text/plain").get(management.resolve("/metrics")).asString()))
        .isEmpty();
  }

  @Test
  void everyType_text_isCleanForPromtool() throws Exception {
    assertThat(check(Families.write(Format.TEXT, Families.everyType()))).isEmpty();
  }

  @Test
  void brokenPage_text_isAnErrorForPromtool() throws Exception {
    assertThat(check("a{b=\"c} 1\n")).contains("error while linting");
  }

  /** What it has to say, a line each. */
  private static String check(String page) throws IOException, InterruptedException {
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (OutputStream in = promtool.getOutputStream()) {
      in.write(page.getBytes(UTF_8));
    }
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
