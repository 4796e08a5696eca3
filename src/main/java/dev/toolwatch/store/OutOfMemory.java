package dev.toolwatch.store;

import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/**
 * What to do when memory is exhausted: end the process, so that whatever started it starts it again. To
 * go on would leave threads in a state that nobody has thought of. Thread-safe.
 */
public final class OutOfMemory {
  /** As HotSpot has it with {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT_CODE = 3;

  private static final Logger LOG = Logger.getLogger(OutOfMemory.class);

  private final IntConsumer exit;

  /**
   * @param exit ends the process with a code, without waiting for anything
   */
  public OutOfMemory(IntConsumer exit) {
    this.exit = exit;
  }

  /** Ends this process. */
  public static OutOfMemory ofThisProcess() {
    return new OutOfMemory(code -> Runtime.getRuntime().halt(code));
  }

  /** Ends the process if that is why something failed. */
  public void endIf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        try {
          LOG.fatalf(
              "Memory is exhausted: %s. Toolwatch ends with exit code %d.", cause, EXIT_CODE);
        } finally {
          exit.accept(EXIT_CODE);
        }
        return;
      }
    }
  }
}
