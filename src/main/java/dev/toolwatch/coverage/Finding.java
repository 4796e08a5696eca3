package dev.toolwatch.coverage;

import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * What a check says of a service.
 *
 * @param emitter what makes the spans of the service, as far as it is recognised
 * @param ratio the share that is there, from 0 to 1; null if the state is unknown
 * @param advice what to do about it, or why nothing is known; null if the state is ok
 */
public record Finding(
    ServiceId service,
    String emitter,
    CoverageCheck check,
    CoverageState state,
    Double ratio,
    String advice) {
  public Finding {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(emitter, "emitter");
    if ((state == CoverageState.UNKNOWN) != (ratio == null)) {
      throw new IllegalArgumentException(check + " is " + state + " with the ratio " + ratio);
    }
    if ((state == CoverageState.OK) != (advice == null)) {
      throw new IllegalArgumentException(check + " is " + state + " with the advice " + advice);
    }
  }
}
