package dev.toolwatch.cardinality;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import java.util.HashMap;
import java.util.Map;

/**
 * What this package saves for the next process: how much was folded, and why.
 *
 * @param createdMillis when the first of the processes started counting, in ms since the Unix epoch
 * @param services how often a service did not get its own name
 * @param families counts by family name
 */
record LimitedState(
    long createdMillis, long services, Map<String, Map<FoldCounts.Cause, Long>> families) {
  /** To be changed with the layout. */
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

  /**
   * @throws IllegalArgumentException if the bytes are not a state of this version
   */
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
