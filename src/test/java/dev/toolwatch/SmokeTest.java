package dev.toolwatch;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SmokeTest {
  @Test
  void liveness_whenStarted_isUp() {
    given().get(management() + "/health/live").then().statusCode(200).body("status", equalTo("UP"));
  }

  /**
   * The management interface's root, with /q. Not by {@code @TestHTTPResource}: that takes port 9001
   * where the test runs against the packaged application.
   */
  private static String management() {
    return ConfigProvider.getConfig().getValue("test.management.url", String.class);
  }
}
