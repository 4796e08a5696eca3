package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolwatch.signal.SteadyClock;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A probe of kind {@code mcp} and the settings it has, as a test needs it. */
final class McpProbe {
  private final SmallRyeConfigBuilder settings =
      new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ProbeSettings.class);

  private final List<String> steps = new ArrayList<>();
  private String token;
  private Duration timeout = Duration.ofSeconds(20);
  private Check check;

  McpProbe(String url) {
    set("kind", "mcp").set("url", url);
  }

  McpProbe set(String name, String value) {
    settings.withDefaultValue("toolwatch.probes.orders." + name, value);
    return this;
  }

  McpProbe token(String value) {
    token = value;
    return this;
  }

  McpProbe timeout(Duration value) {
    timeout = value;
    return this;
  }

  /** Makes the check, or fails as it does at the start of Toolwatch. */
  Check check() {
    if (check == null) {
      ProbeSettings.OneProbe probe =
          settings.build().getConfigMapping(ProbeSettings.class).probes().get("orders");
      check =
          McpCheck.of(
              "orders",
              probe,
              URI.create(probe.url().orElseThrow()),
              probe.headers(),
              new HttpCaller(new Connector(true, Trust.ofJvm())),
              () -> token,
              SteadyClock.of(InstantSource.system()));
    }
    return check;
  }

  /** Checks once. */
  Reading run() throws CheckFailure, InterruptedException {
    Steps written = new Steps(SteadyClock.of(InstantSource.system()), timeout);
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

  /** The steps of the last check. */
  List<String> steps() {
    return List.copyOf(steps);
  }
}
