package dev.toolwatch.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Does what follows a flush, one thing after another, each whether or not the one before has failed.
 * Not thread-safe.
 */
final class Listeners {
  private static final String CLOCK_CHECK = "comparison of clocks";

  private final Store store;
  private final List<StoreListener> all;

  /** What failed when it was last done. */
  private final Set<String> failing = new HashSet<>();

  Listeners(Store store, List<StoreListener> all) {
    this.store = store;
    this.all = List.copyOf(all);
  }

  /** Tells all that a flush is done. Returns what failed, in order. */
  Map<String, Throwable> flushed() {
    Map<String, Throwable> failures = new LinkedHashMap<>();
    for (StoreListener listener : all) {
      run(listener.task(), listener::flushed, failures);
    }
    return failures;
  }

  /** Compacts the store, and has all drop what is too old. Returns what failed, in order. */
  Map<String, Throwable> maintain() {
    Map<String, Throwable> failures = new LinkedHashMap<>();
    run(CLOCK_CHECK, store::checkClock, failures);
    if (!failures.isEmpty()) {
      return failures;
    }
    run("compaction", store::maintain, failures);
    Instant now = store.expiry().now();
    for (StoreListener listener : all) {
      run("expiry of " + listener.task(), () -> listener.expire(store.retention(), now), failures);
    }
    return failures;
  }

  private void run(String what, Runnable work, Map<String, Throwable> failures) {
    try {
      work.run();
      failing.remove(what);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      // An Error too, say of a class that cannot be loaded: the others have to go on.
      failing.add(what);
      failures.put(what, e);
    }
  }

  /** Whether everything went well when it was last done; not everything is done after every flush. */
  boolean areWell() {
    return failing.isEmpty();
  }
}
