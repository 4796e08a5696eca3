package dev.toolwatch.kafka;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Tasks that others give to a thread, which runs them when it has time. When it has ended, whoever gives
 * a task runs it. Thread-safe.
 */
final class TaskQueue implements Executor {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean closed;

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      if (!closed) {
        tasks.add(task);
        return;
      }
    }
    runAlone(task);
  }

  private synchronized void runAlone(Runnable task) {
    task.run();
  }

  /** Runs what waits, in order of submission. On the thread that the tasks are for. */
  void run() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  private Runnable next() {
    synchronized (tasks) {
      return tasks.poll();
    }
  }

  /** The thread runs what waits, and nothing after it. */
  synchronized void close() {
    synchronized (tasks) {
      closed = true;
    }
    run();
  }
}
