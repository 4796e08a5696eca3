package dev.toolwatch.relay;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Makes relays with the default settings, or others. */
public final class Relays {
  private static final long ROOM = 16 << 20;

  private Relays() {}

  /** One that takes nothing. */
  public static Relay disabled() {
    return with(Map.of("enabled", "false"), ROOM, InstantSource.system());
  }

  /** One with the default settings. */
  public static Relay enabled(InstantSource clock) {
    return with(Map.of(), ROOM, clock);
  }

  /**
   * One with other settings.
   *
   * @param settings without their prefix
   * @param maxBytes the maximum memory that series take, roughly
   */
  static Relay with(Map<String, String> settings, long maxBytes, InstantSource clock) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(RelaySettings.class);
    settings.forEach((name, value) -> builder.withDefaultValue("toolwatch.relay." + name, value));
    return new Relay(
        builder.build().getConfigMapping(RelaySettings.class),
        List.of("user.name.*", "enduser.*", "result"),
        identity -> "pseudonym-" + Integer.toHexString(identity.hashCode()),
        maxBytes,
        clock);
  }
}
