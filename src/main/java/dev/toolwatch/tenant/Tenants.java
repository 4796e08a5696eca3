package dev.toolwatch.tenant;

import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The tenants of this process: those whom tokens name at the start, and the default tenant. The only way
 * from global objects to a tenant's. Thread-safe.
 */
@Singleton
public final class Tenants {
  /** Each has objects of its own in every event loop. */
  public static final int MAX = 100;

  /** What the settings of single tenants begin with. */
  public static final String SETTINGS = "toolwatch.tenants.";

  /** The default of {@code toolwatch.store.path}. */
  static final String STORE = "toolwatch-data";

  /** Also of directories and of PostgreSQL's schemas, of which some systems ignore the case. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  private volatile List<String> named = List.of();

  /** Whether a tenant may have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Says who the tenants are. To be called once, before anything is made.
   *
   * @param names at most {@link #MAX}, without the default tenant
   */
  public void are(Set<String> names) {
    named = List.copyOf(new TreeSet<>(names));
  }

  /** The tenants that tokens name, in the order of their names. */
  public List<String> named() {
    return named;
  }

  /** Whether there are tenants beside the default one. */
  public boolean isConfigured() {
    return !named.isEmpty();
  }

  /** The bytes of the heap that one tenant may reckon with: what all have by default fits into it. */
  public long heapBytes() {
    return Runtime.getRuntime().maxMemory() / (named.size() + 1);
  }

  /** A bean of a tenant, which is made if it is not there yet. */
  public <T> T of(String tenant, Instance<T> beans) {
    return as(tenant, beans::get);
  }

  /** Looks something up for a tenant: what it finds is that tenant's. */
  public <T> T as(String tenant, Supplier<T> lookup) {
    return CurrentTenant.as(tenant, lookup);
  }

  /** Does something for a tenant. */
  public void run(String tenant, Runnable work) {
    CurrentTenant.as(
        tenant,
        () -> {
          work.run();
          return tenant;
        });
  }

  /** Ends what all tenants still have. */
  @PreDestroy
  void end() {
    Arc.container().getContexts(TenantScoped.class).forEach(InjectableContext::destroy);
  }

  /**
   * Does something with the bean of each tenant. The default tenant is first: what is global is made
   * for it, with its settings.
   */
  public <T> void each(Instance<T> beans, Consumer<T> work) {
    Runnable one = () -> work.accept(beans.get());
    run(CurrentTenant.DEFAULT, one);
    named.forEach(tenant -> run(tenant, one));
  }
}
