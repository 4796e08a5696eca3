package dev.toolwatch.otlp;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class SensitiveValuesIT extends SensitiveValuesTest {
  @Override
  String logOfOtherProcess() throws IOException {
    return Files.readString(Path.of("target/quarkus.log"));
  }
}
