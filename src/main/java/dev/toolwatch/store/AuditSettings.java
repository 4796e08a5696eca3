package dev.toolwatch.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The audit trail. */
@ConfigMapping(prefix = "toolwatch.audit")
interface AuditSettings {
  /** How long entries are kept, at least 30 days. Until then the database refuses to delete them. */
  @WithDefault("1095d")
  Duration retention();
}
