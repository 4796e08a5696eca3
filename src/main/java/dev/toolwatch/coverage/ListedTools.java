package dev.toolwatch.coverage;

import dev.toolwatch.signal.ServiceId;
import java.util.List;
import java.util.Map;

/** Knows which tools services say that they have. Every CDI bean of this type is asked. */
@FunctionalInterface
public interface ListedTools {
  /**
   * The names of the tools of each service that is known to list some. Called about once a minute, on
   * the thread that flushes into the store.
   */
  Map<ServiceId, List<String>> byService();
}
