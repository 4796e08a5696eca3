package dev.toolwatch.errors;

import dev.toolwatch.signal.RawError;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The groups of stack traces that were seen before, apart from their messages, so that most errors of
 * a flood need not be read. Keeps the ones used last. Not thread-safe.
 */
final class SeenStackTraces {
  static final int MAX = 4_096;

  private final PartsDigest digest = new PartsDigest();
  private final Map<PartsDigest.Hash, Grouping> groupings =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PartsDigest.Hash, Grouping> eldest) {
          return size() > MAX;
        }
      };

  /** The grouping of an error with the same stack trace; null if none was seen. */
  Grouping find(String service, RawError error) {
    return error.stackTrace().isEmpty() ? null : groupings.get(key(service, error));
  }

  void add(String service, RawError error, Grouping grouping) {
    groupings.put(key(service, error), grouping);
  }

  private PartsDigest.Hash key(String service, RawError error) {
    digest.start();
    digest.add(service);
    digest.add(error.reporter().language());
    digest.add(error.type());
    String trace = error.stackTrace();
    int message = error.message().isEmpty() ? -1 : trace.indexOf(error.message());
    if (message >= 0) {
      digest.add(trace.substring(0, message));
      digest.add(trace.substring(message + error.message().length()));
    } else {
      digest.add(trace);
    }
    return digest.finish();
  }
}
