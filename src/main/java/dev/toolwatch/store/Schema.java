package dev.toolwatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The tables, made and changed by Flyway's checksummed scripts. They are named one by one: a native
 * executable has no directory to look into, in the order of their versions.
 */
final class Schema {
  private static final List<String> SCRIPTS =
      List.of(
          "V1__rollups.sql",
          "V2__service_level.sql",
          "V3__progress.sql",
          "V4__kept_traces.sql",
          "V5__hotspots.sql",
          "V6__error_groups.sql",
          "V7__probes.sql",
          "V8__log_positions.sql",
          "V9__audit.sql",
          "V10__log_dates.sql");

  private static final MigrationVersion NEWEST = version(SCRIPTS.get(SCRIPTS.size() - 1));

  private Schema() {}

  private static MigrationVersion version(String script) {
    return MigrationVersion.fromVersion(script.substring(1, script.indexOf("__")));
  }

  /**
   * Makes the tables or brings them up to date.
   *
   * @throws StoreException where they are those of a later Toolwatch: nothing is touched then
   * @throws org.flywaydb.core.api.FlywayException where they cannot be reached or changed
   */
  static void migrate(DataSource database, Dialect dialect) {
    Flyway flyway =
        Flyway.configure()
            .dataSource(database)
            .resourceProvider(new Scripts())
            .javaMigrationClassProvider(List::of)
            .placeholders(dialect.placeholders())
            .table("toolwatch_schema")
            .loggers("slf4j")
            .load();
    MigrationInfo current = flyway.info().current();
    if (current != null && current.getVersion().isNewerThan(NEWEST)) {
      throw new StoreException(
          "its schema is version "
              + current.getVersion()
              + ", made by a later Toolwatch; this one knows versions up to "
              + NEWEST);
    }
    flyway.migrate();
  }

  private static final class Scripts implements ResourceProvider {
    @Override
    public LoadableResource getResource(String name) {
      return SCRIPTS.contains(name) ? new Script(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return SCRIPTS.stream()
          .filter(name -> name.startsWith(prefix))
          .<LoadableResource>map(Script::new)
          .toList();
    }
  }

  private static final class Script extends LoadableResource {
    private final String name;

    Script(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      InputStream script = Schema.class.getResourceAsStream(name);
      if (script == null) {
        throw new UncheckedIOException(new IOException("not in this build: " + name));
      }
      return new InputStreamReader(script, StandardCharsets.UTF_8);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
