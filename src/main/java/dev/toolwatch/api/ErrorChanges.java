package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The bodies of requests that change an error group, for the OpenAPI document. */
final class ErrorChanges {
  private ErrorChanges() {}

  /** That it is resolved. */
  record ResolveError(
      @Schema(
              description =
                  "The version of the service that has the correction: the group comes back only with"
                      + " a later one. With any version by default",
              examples = "\"1.4.0\"")
          String version) {}

  /** That it is ignored. */
  record IgnoreError(
      @Schema(
              description =
                  "Until this time: RFC 3339, or relative, such as now+7d; for good by default",
              examples = "\"now+7d\"")
          String until,
      @Schema(description = "Until so many more errors have happened", examples = "100")
          Long events) {}
}
