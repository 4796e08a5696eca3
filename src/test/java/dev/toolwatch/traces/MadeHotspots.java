package dev.toolwatch.traces;

import static dev.toolwatch.traces.Spans.CLIENT;
import static dev.toolwatch.traces.Spans.INTERNAL;
import static dev.toolwatch.traces.Spans.SERVER;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.store.Transactions;
import java.time.Instant;
import java.time.InstantSource;

/** Hotspots of made traces, for tests of other packages. */
public final class MadeHotspots {
  private static final int LIMIT = 10_000;

  private final Hotspots hotspots;
  private final HotspotShard shard;

  public MadeHotspots(Transactions transactions, InstantSource clock) {
    hotspots =
        new Hotspots(new HotspotTable(transactions), Cardinalities.of(LIMIT, LIMIT / 10), clock);
    shard = hotspots.openShard();
  }

  public Hotspots hotspots() {
    return hotspots;
  }

  /**
   * Calls of {@code export_report} that take 2.1 s, of which two searches take 1.5 s, rendering 0.4 s,
   * and the call itself 0.2 s.
   */
  public MadeHotspots exportReport(String service, Instant ended, int calls) {
    Spans spans =
        new Spans(ended.toEpochMilli() - 2_100)
            .add(1, 0, service, "tools/call export_report", SERVER, "export_report", 0, 2_100)
            .add(2, 1, service, "POST jira /search", CLIENT, "", 100, 850)
            .add(3, 1, service, "POST jira /search", CLIENT, "", 850, 1_600)
            .add(4, 1, service, "render", INTERNAL, "", 1_650, 2_050);
    for (int i = 0; i < calls; i++) {
      shard.count(spans.array(), spans.size(), 1, ended.toEpochMilli());
    }
    return this;
  }

  /** A call of a tool that takes so many milliseconds, and does nothing else. */
  public MadeHotspots call(String service, String tool, Instant ended, long millis) {
    Spans spans =
        new Spans(ended.toEpochMilli() - millis)
            .add(1, 0, service, "tools/call " + tool, SERVER, tool, 0, millis);
    shard.count(spans.array(), spans.size(), 1, ended.toEpochMilli());
    shard.drain();
    return this;
  }

  /** Takes them to the store. */
  public void flush() {
    hotspots.flushed();
  }
}
