package dev.toolwatch.traces;

import dev.toolwatch.errors.TextRedaction;
import dev.toolwatch.signal.Redaction;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What is replaced in traces before they are stored, or sent to targets that want it so. */
@TenantScoped
class RedactionOfSettings {
  /**
   * One for all who need it.
   *
   * @param texts finds secrets by their looks
   * @param users {@code toolwatch.users.attributes}, whose values are replaced too
   */
  @Produces
  @TenantScoped
  Redaction redaction(
      TracesSettings settings,
      TextRedaction texts,
      @ConfigProperty(name = "toolwatch.users.attributes") Optional<List<String>> users) {
    return Redaction.of(
        settings.redactedAttributes().orElse(List.of()), users.orElse(List.of()), texts::redact);
  }
}
