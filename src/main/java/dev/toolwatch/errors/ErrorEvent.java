package dev.toolwatch.errors;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * An error that a service had, without secrets. Immutable.
 *
 * @param grouping the group that it belongs to
 * @param environment {@code deployment.environment.name} of the service; empty if unknown
 * @param method of MCP that failed; empty if the error is not known to belong to an operation
 * @param outcome whether it was the caller's mistake
 * @param errorType as the span says: a code of MCP, a type of exception; empty if it does not say
 * @param times how many errors it stands for, at least 1
 * @param sample the error itself
 */
public record ErrorEvent(
    Grouping grouping,
    ServiceId service,
    String environment,
    String method,
    Outcome outcome,
    String errorType,
    long times,
    ErrorSample sample) {
  public ErrorEvent {
    Objects.requireNonNull(grouping, "grouping");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(errorType, "errorType");
    Objects.requireNonNull(sample, "sample");
  }

  /** The same error in another group. */
  ErrorEvent in(Grouping other) {
    return new ErrorEvent(other, service, environment, method, outcome, errorType, times, sample);
  }
}
