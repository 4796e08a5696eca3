package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A probe of kind {@code mcp} as a test sets it up, and the steps of its last check. */
final class McpProbe {
  private final List<String> settings = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private Duration timeout = GivenProbe.LONG;
  private Check check;

  McpProbe(String url) {
    set("kind", "mcp").set("url", url);
  }

  /** Sets a setting before the first check; the last value counts. */
  McpProbe set(String name, String value) {
    settings.addAll(List.of(name, value));
    return this;
  }

  McpProbe timeout(Duration value) {
    timeout = value;
    return this;
  }

  /** Makes the check, or fails as Toolwatch does at its start. */
  Check check() {
    if (check == null) {
      check = GivenProbe.check(settings.toArray(String[]::new));
    }
    return check;
  }

  Reading run() throws CheckFailure, InterruptedException {
    Steps written = GivenProbe.steps(timeout);
    try {
      return check().run(written);
    } finally {
      steps.clear();
      written.list().forEach(step -> steps.add(step.name() + ": " + step.detail()));
    }
  }

  McpFacts facts() throws CheckFailure, InterruptedException {
    return run().mcp();
  }

  /** Checks once, which must fail. */
  CheckFailure failure() {
    CheckFailure failure = catchThrowableOfType(CheckFailure.class, this::run);
    if (failure == null) {
      throw new AssertionError("all is well: " + steps);
    }
    return failure;
  }

  List<String> steps() {
    return List.copyOf(steps);
  }
}
