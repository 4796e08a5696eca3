package dev.toolwatch.forward;

import dev.toolwatch.store.OutOfMemory;
import org.jboss.logging.Logger;

/** The thread of one target. It reads and writes the target's spool and starts its requests. */
final class DeliveryThread extends Thread {
  private static final Logger LOG = Logger.getLogger(DeliveryThread.class);

  private static final long PAUSE_MILLIS = 1000;

  private final Delivery<?> delivery;
  private final OutOfMemory outOfMemory = OutOfMemory.ofThisProcess();

  /** When to stop at the latest, on the monotonic clock; 0 as long as there is no stop. */
  private volatile long deadlineNanos;

  private volatile boolean stopping;

  DeliveryThread(Delivery<?> delivery) {
    super("toolwatch-forward-" + delivery.target().name());
    this.delivery = delivery;
    setDaemon(true);
  }

  @Override
  public void run() {
    delivery.open();
    try {
      while (!stopping || delivery.drains() && System.nanoTime() - deadlineNanos < 0) {
        delivery.await(turn());
      }
    } catch (InterruptedException e) {
      // The stop does not wait any longer.
    }
    delivery.close();
  }

  private long turn() {
    try {
      long wait = delivery.turn();
      return stopping ? Math.min(wait, 10) : wait;
    } catch (Throwable e) {
      // An Error too, say of a class that cannot be loaded: what waits has to go on.
      outOfMemory.endIf(e);
      LOG.errorf(e, "The delivery to %s failed and goes on", delivery.target().name());
      return PAUSE_MILLIS;
    }
  }

  /** Says what a stop has left. To be called after {@link #finish} and the end of the thread. */
  void report() {
    long items = delivery.lost();
    if (isAlive()) {
      LOG.errorf("%s has not ended in time: what waits in memory is lost", getName());
    } else if (items > 0) {
      LOG.warnf(
          "%d items for the target %s were still in memory and are lost. With room on disk they"
              + " would wait for the next start: see %s",
          items, delivery.target().name(), delivery.target().limits());
    }
  }

  /** Delivers what waits in memory until a moment on the monotonic clock, and ends. */
  void finish(long atNanos) {
    deadlineNanos = atNanos;
    stopping = true;
    delivery.wake();
  }
}
