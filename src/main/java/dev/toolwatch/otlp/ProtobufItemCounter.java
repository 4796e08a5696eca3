package dev.toolwatch.otlp;

import static dev.toolwatch.wire.ProtobufReader.LENGTH;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;

/**
 * Counts the items of a request in protobuf whose content is not used: walks down to them and over
 * their fields. Not thread-safe.
 */
final class ProtobufItemCounter {
  /** The field numbers to follow at each level (metrics.proto): any kind of metric's data points. */
  private static final int[][] POINTS = {{1}, {2}, {2}, {5, 7, 9, 10, 11}, {1}};

  /** The field numbers to follow at each level (logs.proto). */
  private static final int[][] LOG_RECORDS = {{1}, {2}, {2}};

  private static final int[][] SPANS = {{1}, {2}, {2}};

  private final ProtobufReader in = new ProtobufReader();

  long count(Signal signal, byte[] body, int from, int to) throws MalformedException {
    in.reset(body, from, to);
    return descend(
        switch (signal) {
          case TRACES -> SPANS;
          case METRICS -> POINTS;
          case LOGS -> LOG_RECORDS;
        },
        0);
  }

  private long descend(int[][] path, int level) throws MalformedException {
    long items = level == path.length ? 1 : 0;
    while (in.hasMore()) {
      int tag = in.tag();
      if (level < path.length && follows(path[level], tag)) {
        int outer = in.enter();
        items += descend(path, level + 1);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    return items;
  }

  private static boolean follows(int[] fields, int tag) {
    for (int field : fields) {
      if (tag == ProtobufReader.tag(field, LENGTH)) {
        return true;
      }
    }
    return false;
  }
}
