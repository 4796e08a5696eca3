package dev.toolwatch.cardinality;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import java.util.HashMap;
import java.util.Map;

/**
 * What this package keeps for the next process: what was folded, and why.
 *
 * @param createdMillis when the first of the processes began to count, since the Unix epoch
 * @param services times that a service had no name of its own
 * @param families by the families' names
 */
record LimitedState(
    long createdMillis, long services, Map<String, Map<FoldCounts.Cause, Long>> families) {
  /** Changes with the layout. */
  private static final int VERSION = 1;

  byte[] toBytes() {
    CheckpointWriter state =
        new CheckpointWriter(VERSION)
            .number(createdMillis)
            .number(services)
            .number(families.size());
    families.forEach(
        (family, counts) -> {
          state.text(family).number(counts.size());
          counts.forEach(
              (cause, count) -> state.text(cause.label()).text(cause.reason()).number(count));
        });
    return state.toBytes();
  }

  /** @throws IllegalArgumentException for what is no state of this version */
  static LimitedState of(byte[] bytes) {
    CheckpointReader state = new CheckpointReader(bytes, VERSION);
    long createdMillis = state.millis();
    long services = state.count();
    Map<String, Map<FoldCounts.Cause, Long>> families = new HashMap<>();
    for (int left = state.size(); left > 0; left--) {
      Map<FoldCounts.Cause, Long> counts = new HashMap<>();
      families.put(state.text(), counts);
      for (int causes = state.size(); causes > 0; causes--) {
        counts.put(new FoldCounts.Cause(state.text(), state.text()), state.count());
      }
    }
    state.end();
    return new LimitedState(createdMillis, services, families);
  }
}
