package dev.toolwatch.signal;

/** How many event loops receive data. */
public final class EventLoops {
  /** One takes some hundred thousand spans a second; each has counts and caches of its own. */
  private static final int MOST = 8;

  private static final long HEAP_BYTES = 64L << 20;

  private EventLoops() {}

  /**
   * The number for this process.
   *
   * @param setting {@code toolwatch.otlp.event-loops}: 0 for what processors and heap allow
   * @return at least 1
   */
  public static int of(int setting) {
    Runtime machine = Runtime.getRuntime();
    return of(setting, machine.availableProcessors(), machine.maxMemory());
  }

  static int of(int setting, int processors, long heapBytes) {
    if (setting > 0) {
      return setting;
    }
    return (int) Math.max(1, Math.min(Math.min(processors, MOST), heapBytes / HEAP_BYTES));
  }
}
