package dev.toolwatch.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where roll-ups are kept, and how long. */
@ConfigMapping(prefix = "toolwatch.store")
public interface StoreSettings {
  /** Directory of what Toolwatch keeps: the SQLite file, and the users' key. */
  @WithDefault("toolwatch-data")
  Path path();

  /** Address of a PostgreSQL database, {@code jdbc:postgresql://host:port/database}; or SQLite. */
  Optional<String> url();

  /** User of the PostgreSQL database. */
  Optional<String> username();

  /** Password of that user. */
  Optional<String> password();

  /** Time between two flushes: what a crash loses at most. */
  @WithDefault("10s")
  Duration flushInterval();

  /** Rows that wait in memory while the store is away; beyond, minutes fold into hours. */
  @WithDefault("100000")
  int maxPendingRows();

  /** Name under which this replica finds its counters again; the host's name by default. */
  Optional<String> replica();

  /** How long rows are kept. */
  RetentionSettings retention();

  /** How long rows are kept. */
  interface RetentionSettings {
    /** Minutes, and sessions one by one; two days at least. */
    @WithDefault("7d")
    Duration minutes();

    /** Hours. */
    @WithDefault("100d")
    Duration hours();

    /** Days and weeks. */
    @WithDefault("1095d")
    Duration days();
  }

  /** The database that these say. */
  default StoreLocation place() {
    return url()
        .<StoreLocation>map(
            url -> new StoreLocation.Server(url, username().orElse(null), password().orElse(null)))
        .orElseGet(() -> new StoreLocation.Directory(path()));
  }
}
