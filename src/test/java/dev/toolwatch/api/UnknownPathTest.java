package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownPathTest {
  @ParameterizedTest
  @CsvSource({
    "/v1/traces, 4318",
    "/metrics, 9464",
    "/q/health/ready, 9464",
    "/tools, /api/v1 list",
    "/api/v2/tools, /api/v1 list",
    "'', /api/v1 list",
  })
  void advice_namesTheRightPlace(String path, String place) {
    assertThat(UnknownPath.advice(path))
        .startsWith("There is nothing at this path")
        .contains(place);
  }
}
