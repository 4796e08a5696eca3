package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every test of the running application runs again against the packaged one, the native executable
 * among them: what is missing there fails a test here.
 */
class PackagedTestsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPackages("dev.toolwatch");

  @Test
  void everyQuarkusTest_hasAnIntegrationTestOfTheSameBody() {
    Set<JavaClass> bodies =
        CLASSES.stream()
            .filter(type -> type.isAnnotatedWith(QuarkusIntegrationTest.class))
            .flatMap(type -> type.getRawSuperclass().stream())
            .collect(Collectors.toSet());
    assertThat(
            CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(QuarkusTest.class))
                .filter(type -> !type.isAnnotatedWith(QuarkusIntegrationTest.class)))
        .isNotEmpty()
        .allMatch(bodies::contains);
  }
}
