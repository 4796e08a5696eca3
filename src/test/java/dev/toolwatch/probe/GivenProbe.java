package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolwatch.signal.SteadyClock;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes probes as the configuration would, and runs them. */
final class GivenProbe {
  /** Enough for every answer of a machine to itself. */
  static final Duration LONG = Duration.ofSeconds(60);

  /** For what is to take too long. */
  static final Duration SHORT = Duration.ofMillis(400);

  private static final Trusts TRUSTS =
      new Trusts(
          name -> name.equals("tests") ? Optional.of(ProbeCertificates.trust()) : Optional.empty());

  private GivenProbe() {}

  static Steps steps(Duration timeout) {
    return new Steps(SteadyClock.of(InstantSource.system()), timeout);
  }

  /** The settings of one probe, by the ends of their names and their values in turn. */
  static ProbeSettings.OneProbe settings(String... namesAndValues) {
    Map<String, String> properties = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.put("toolwatch.probes.it." + namesAndValues[i], namesAndValues[i + 1]);
    }
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(ProbeSettings.class)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(ProbeSettings.class)
        .probes()
        .get("it");
  }

  /** A check that trusts the authority of the tests as {@code tests}. */
  static Check check(String... namesAndValues) {
    return Checks.of("it", settings(namesAndValues), TRUSTS, InstantSource.system());
  }

  /** The failure of a check, which must be one. */
  static CheckFailure failure(Check check, Steps steps) {
    return catchThrowableOfType(CheckFailure.class, () -> check.run(steps));
  }

  static CheckFailure failure(String... namesAndValues) {
    return failure(check(namesAndValues), steps(LONG));
  }

  static Reading reading(String... namesAndValues) throws CheckFailure, InterruptedException {
    return check(namesAndValues).run(steps(LONG));
  }
}
