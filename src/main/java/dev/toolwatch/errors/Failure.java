package dev.toolwatch.errors;

import dev.toolwatch.signal.ServiceId;
import java.util.Objects;

/**
 * Operations that failed alike within a minute.
 *
 * @param minute since the Unix epoch
 * @param service whose operations they are
 * @param tool that was called; empty for operations that call none
 * @param errorType as the spans say
 */
public record Failure(long minute, ServiceId service, String tool, String errorType) {
  public Failure {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(errorType, "errorType");
  }
}
