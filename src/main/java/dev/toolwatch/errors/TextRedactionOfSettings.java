package dev.toolwatch.errors;

import dev.toolwatch.tenant.TenantScoped;
import jakarta.enterprise.inject.Produces;
import java.util.List;

/** What is replaced in the texts of errors, and in those of exceptions in traces. */
@TenantScoped
class TextRedactionOfSettings {
  /**
   * One for all who need it.
   *
   * @throws IllegalArgumentException if the patterns are wrong; the message names the setting
   */
  @Produces
  @TenantScoped
  static TextRedaction of(ErrorsSettings settings) {
    try {
      return new TextRedaction(
          settings.redactIpAddresses(), settings.redactedPatterns().orElse(List.of()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "toolwatch.errors.redacted-patterns: " + e.getMessage(), e);
    }
  }
}
