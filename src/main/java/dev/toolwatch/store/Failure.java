package dev.toolwatch.store;

import java.util.Objects;

/**
 * Operations that failed alike within a minute.
 *
 * @param minute since the Unix epoch
 * @param service whose
 * @param tool that was called; empty for operations that are no calls
 * @param errorType as the spans say
 */
public record Failure(long minute, String service, String tool, String errorType) {
  public Failure {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(errorType, "errorType");
  }
}
