package dev.toolwatch;

import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Continues the counters of {@code /metrics} after a restart: collects their states at a stop and
 * hands them back at the next start. If this fails, it logs the failure and counters start at 0; it
 * never prevents a start or a stop.
 */
@TenantScoped
final class Checkpoints {
  private static final Logger LOG = Logger.getLogger(Checkpoints.class);

  private final List<Checkpointed> stages;

  /** The states from the store, until the start has succeeded. */
  private volatile Map<String, byte[]> taken = Map.of();

  /** If a start fails before its counters exist, nothing is saved, so the earlier states remain. */
  private volatile boolean restored;

  /** What is global goes on with the default tenant's counters. */
  @Inject
  Checkpoints(@Any Instance<Checkpointed> all) {
    this(
        all.handlesStream()
            .filter(
                stage ->
                    CurrentTenant.isDefault()
                        || stage.getBean().getScope().equals(TenantScoped.class))
            .map(Instance.Handle::get)
            .toList());
  }

  Checkpoints(List<Checkpointed> stages) {
    this.stages = stages;
  }

  /**
   * Continues from the saved states, before anything is counted.
   *
   * @param kept opens the store and removes the states; if it blocks too long, its result is
   *     ignored
   * @param patience how long the start waits for it
   * @return why the store does not open; empty if it does
   */
  Optional<String> restore(Supplier<Map<String, byte[]>> kept, Duration patience) {
    restored = true;
    CompletableFuture<Map<String, byte[]>> answer = new CompletableFuture<>();
    Thread opening =
        new Thread(
            () -> {
              try {
                answer.complete(kept.get());
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            },
            "toolwatch-store-open");
    opening.setDaemon(true);
    opening.start();
    try {
      taken = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      restore(taken);
      return Optional.empty();
    } catch (TimeoutException e) {
      LOG.warnf(
          "The store has not answered within %d s: counters on /metrics start at 0.",
          patience.toSeconds());
      return Optional.of("the store has not answered within " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      LOG.errorf(
          e.getCause() instanceof StoreException ? null : e.getCause(),
          "%s. Every flush tries again; counters on /metrics start at 0.",
          e.getCause().getMessage());
      return Optional.of(String.valueOf(e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void restore(Map<String, byte[]> states) {
    for (Checkpointed stage : stages) {
      byte[] state = states.get(stage.checkpointName());
      if (state != null) {
        try {
          stage.restore(state);
        } catch (IllegalArgumentException e) {
          LOG.warnf(
              "The saved state of %s cannot be used, because %s: these counters on /metrics start"
                  + " at 0.",
              stage.checkpointName(), e.getMessage());
        }
      }
    }
  }

  /** The start has succeeded. From now on somebody may see the counters. */
  void started() {
    taken = Map.of();
  }

  /**
   * The start has failed, for example because a port is in use. Nobody has seen the counters, so
   * the states are saved again for the next start.
   *
   * @param keep as for {@link #save}
   */
  void giveBack(Predicate<Map<String, byte[]>> keep) {
    Map<String, byte[]> unused = taken;
    if (!unused.isEmpty()) {
      taken = Map.of();
      boolean kept = store(unused, keep);
      LOG.debugf("The states of the start that failed are %s", kept ? "kept" : "lost");
    }
  }

  /**
   * Saves the states of all counters, when counting has ended.
   *
   * @param keep stores the states; false if a later process with this name has already started
   * @return whether they are kept
   */
  boolean save(Predicate<Map<String, byte[]>> keep) {
    if (!restored) {
      return false;
    }
    Map<String, byte[]> states = new HashMap<>();
    for (Checkpointed stage : stages) {
      try {
        states.put(stage.checkpointName(), stage.save());
      } catch (IllegalStateException e) {
        LOG.warnf("The counters of %s are not saved: %s", stage.checkpointName(), e.getMessage());
      }
    }
    return store(states, keep);
  }

  private static boolean store(Map<String, byte[]> states, Predicate<Map<String, byte[]>> keep) {
    try {
      if (!keep.test(states)) {
        LOG.warn(
            "Another process with the same toolwatch.store.replica has started: counters on"
                + " /metrics are not saved.");
        return false;
      }
      return true;
    } catch (StoreException e) {
      LOG.errorf("%s. Counters on /metrics will start at 0.", e.getMessage());
      return false;
    }
  }
}
