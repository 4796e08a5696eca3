package dev.toolwatch.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Makes records durable, many at once: those that are appended while the disk is busy share the next
 * sync.
 *
 * <p>Threading: a thread of its own waits for the disk, never the event loop. {@link #whenDurable} is
 * for the loop's thread, which also runs what waits; {@link #sync} may be called on any other.
 */
final class GroupCommit implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(GroupCommit.class);

  private final JournalFiles files;
  private final Executor loop;
  private final Consumer<Double> synced;
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "toolwatch-journal");

  /** Guarded by this. */
  private boolean wanted;

  private boolean closed;

  /** The thread makes nothing durable any more, though it should. */
  private volatile boolean ended;

  private record Waiter(long position, Consumer<Boolean> then) {}

  /**
   * @param loop runs tasks on the loop's thread
   * @param synced is told of each sync how many seconds it took
   */
  GroupCommit(JournalFiles files, Executor loop, Consumer<Double> synced) {
    this.files = files;
    this.loop = loop;
    this.synced = synced;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Tells when everything before a position is durable, or that it cannot be made so. */
  void whenDurable(long position, Consumer<Boolean> then) {
    if (ended) {
      then.accept(false);
      return;
    }
    waiting.addLast(new Waiter(position, then));
    synchronized (this) {
      wanted = true;
      notifyAll();
    }
  }

  private void run() {
    try {
      commit();
    } finally {
      // After an error, or interrupted: nobody may wait for a thread that is gone.
      if (!isClosed()) {
        ended = true;
        loop.execute(() -> settle(Long.MAX_VALUE, false));
      }
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Whether the thread has ended, though nobody has closed it: nothing becomes durable any more. */
  boolean hasEnded() {
    return ended;
  }

  private void commit() {
    while (awaitWork()) {
      long target = files.end();
      boolean done = false;
      try {
        sync();
        done = true;
      } catch (IOException e) {
        LOG.errorf("The journal cannot be made durable: %s", e.getMessage());
      }
      boolean durable = done;
      loop.execute(() -> settle(target, durable));
    }
  }

  private synchronized boolean awaitWork() {
    while (!wanted && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    boolean works = wanted;
    wanted = false;
    return works;
  }

  private void settle(long position, boolean durable) {
    while (!waiting.isEmpty() && waiting.peekFirst().position() <= position) {
      waiting.removeFirst().then().accept(durable);
    }
  }

  /** Makes everything durable that was appended before. */
  void sync() throws IOException {
    long begin = System.nanoTime();
    long unused = files.force();
    synced.accept((System.nanoTime() - begin) / 1e9);
  }

  /** Ends the thread once nothing waits for it. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
