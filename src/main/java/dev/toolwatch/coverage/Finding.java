package dev.toolwatch.coverage;

import dev.toolwatch.mcp.KnownEmitter;
import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * What a check says of a service.
 *
 * @param madeBy what makes the spans of the service, as far as it is recognised
 * @param ratio the share that is there, from 0 to 1; null if the state is unknown
 */
public record Finding(
    ServiceId service,
    KnownEmitter madeBy,
    CoverageCheck check,
    CoverageState state,
    Double ratio) {
  public Finding {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(madeBy, "madeBy");
    if ((state == CoverageState.UNKNOWN) != (ratio == null)) {
      throw new IllegalArgumentException(check + " is " + state + " with the ratio " + ratio);
    }
  }

  /** What people call the emitter. */
  public String emitter() {
    return madeBy.title();
  }

  /** What to do about it, or why nothing is known; null if the state is ok. */
  public String advice() {
    return switch (state) {
      case OK -> null;
      case PARTIAL, MISSING -> Advice.of(madeBy, check);
      case UNKNOWN -> check.unknown();
    };
  }
}
