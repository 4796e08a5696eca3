package dev.toolwatch.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What {@code quarkus.jackson.property-naming-strategy} names: the native executable has to know it. */
@RegisterForReflection(targets = PropertyNamingStrategies.SnakeCaseStrategy.class)
final class NamesOfAnswers {
  private NamesOfAnswers() {}
}
