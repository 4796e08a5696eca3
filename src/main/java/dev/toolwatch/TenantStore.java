package dev.toolwatch;

import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.StoreOverview;
import dev.toolwatch.store.StoreSettings;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.OfTenant;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.usage.UsageSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** The store of a tenant, and what others see of it. {@link Storage} says when it opens and closes. */
@TenantScoped
final class TenantStore {
  private static final Logger LOG = Logger.getLogger(TenantStore.class);

  private final StoreLocation location;
  private final String replica;
  private final Retention retention;
  private final Store store;

  @Inject
  TenantStore(StoreSettings settings, UsageSettings usage, Calendar calendar, InstantSource clock) {
    retention =
        new Retention(
            settings.retention().minutes(),
            settings.retention().hours(),
            settings.retention().days());
    location = place(settings);
    replica = replica(settings);
    store = new Store(location, calendar, usage.sessionPause(), retention, replica, clock);
  }

  private static StoreLocation place(StoreSettings settings) {
    try {
      return settings.place();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("Toolwatch does not start: " + e.getMessage());
    }
  }

  /** A file has one owner, but its host may have a new name after each start, as containers have. */
  private static String replica(StoreSettings settings) {
    return settings
        .replica()
        .orElseGet(() -> settings.url().isPresent() ? hostName() : "the only one");
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      LOG.warnf("This machine does not know its name: %s", e.getMessage());
      return "unknown host";
    }
  }

  StoreLocation location() {
    return location;
  }

  Store store() {
    return store;
  }

  /** Of what is kept beside the store, such as the users' key. */
  @Produces
  @TenantScoped
  @OfTenant
  static Path directory(StoreSettings settings) {
    return settings.path();
  }

  /** The days of the store, and of all who have no time zone of their own. */
  @Produces
  @TenantScoped
  static Calendar calendar(UsageSettings settings) {
    return new Calendar(settings.timeZone());
  }

  @Produces
  @TenantScoped
  Retention retention() {
    return retention;
  }

  @Produces
  @TenantScoped
  History history() {
    return store.history();
  }

  @Produces
  @TenantScoped
  StoreOverview overview() {
    return new StoreOverview(location, replica, store.transactions());
  }

  /** Queries that were refused. */
  @Produces
  @TenantScoped
  MetricSource queryMetrics() {
    return store.queryMetrics();
  }

  @Produces
  @TenantScoped
  Transactions transactions() {
    return store.transactions();
  }
}
