package dev.toolwatch;

import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.store.StoreException;
import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Lets the counters of {@code /metrics} go on where the process before has stopped: collects their
 * states at a stop, hands them back at the next start. What fails begins at 0 and is said in the log;
 * it keeps nobody from starting or stopping.
 */
@Singleton
final class Checkpoints {
  private static final Logger LOG = Logger.getLogger(Checkpoints.class);

  private final List<Checkpointed> stages;

  /** What the store had, until the start has succeeded. */
  private volatile Map<String, byte[]> taken = Map.of();

  /** Of a start that failed before its counters were there nothing is kept: what is kept already stays. */
  private volatile boolean restored;

  @Inject
  Checkpoints(@All List<Checkpointed> stages) {
    this.stages = stages;
  }

  /**
   * Goes on from what was kept, before anything is counted.
   *
   * @param kept opens the store and takes the states out; may block, and is left to itself then
   * @param patience how long the start waits for it
   */
  void restore(Supplier<Map<String, byte[]>> kept, Duration patience) {
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
    } catch (TimeoutException e) {
      LOG.warnf(
          "The store has not answered in %d s: counters on /metrics start at 0.",
          patience.toSeconds());
    } catch (ExecutionException e) {
      LOG.errorf(
          e.getCause() instanceof StoreException ? null : e.getCause(),
          "%s. It is tried again at every flush; counters on /metrics start at 0.",
          e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
              "What the process before has kept of %s cannot be used, since %s: these counters on"
                  + " /metrics start at 0.",
              stage.checkpointName(), e.getMessage());
        }
      }
    }
  }

  /** The start has succeeded: from now on somebody may see what is counted. */
  void started() {
    taken = Map.of();
  }

  /**
   * The start has failed, say because a port is taken, and nobody has seen anything: what was taken is
   * there for the next one.
   *
   * @param keep as for {@link #save}
   */
  void giveBack(Predicate<Map<String, byte[]>> keep) {
    Map<String, byte[]> unused = taken;
    if (!unused.isEmpty()) {
      taken = Map.of();
      store(unused, keep);
    }
  }

  /**
   * Keeps what has been counted, once nothing is any more.
   *
   * @param keep stores the states; false where a later process of this name has started already
   */
  void save(Predicate<Map<String, byte[]>> keep) {
    if (!restored) {
      return;
    }
    Map<String, byte[]> states = new HashMap<>();
    for (Checkpointed stage : stages) {
      try {
        states.put(stage.checkpointName(), stage.save());
      } catch (IllegalStateException e) {
        LOG.warnf("Counters of %s are not kept: %s", stage.checkpointName(), e.getMessage());
      }
    }
    store(states, keep);
  }

  private static void store(Map<String, byte[]> states, Predicate<Map<String, byte[]>> keep) {
    try {
      if (!keep.test(states)) {
        LOG.warn(
            "Another process with this one's toolwatch.store.replica has started meanwhile:"
                + " counters on /metrics are not kept.");
      }
    } catch (StoreException e) {
      LOG.errorf("%s. Counters on /metrics will start at 0.", e.getMessage());
    }
  }
}
