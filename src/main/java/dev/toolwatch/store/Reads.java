package dev.toolwatch.store;

import dev.toolwatch.signal.ForwardTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Whether the store can be read. Thread-safe. */
final class Reads {
  private final ForwardTime time;
  private volatile Instant succeeded;

  /** Why the last one failed; null if it did not. */
  private volatile String problem;

  Reads(InstantSource clock) {
    time = new ForwardTime(clock);
    succeeded = time.instant();
  }

  void succeeded() {
    succeeded = time.instant();
    problem = null;
  }

  void failed(String why) {
    problem = why;
  }

  Duration unread() {
    return Duration.between(succeeded, time.instant());
  }

  /** Why nobody could read for longer than a time. */
  Optional<String> problem(Duration patience) {
    return unread().compareTo(patience) > 0 ? Optional.ofNullable(problem) : Optional.empty();
  }
}
