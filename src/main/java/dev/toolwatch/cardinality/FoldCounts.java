package dev.toolwatch.cardinality;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of what folded in one family, by label and reason. Thread-safe. */
final class FoldCounts {
  /** A label whose values folded, and the reason. */
  record Cause(String label, String reason) {}

  /** The reason for values that would have folded under the limit being tried. */
  static final String DRY_RUN = "dry_run";

  private final Family family;
  private final Map<Cause, LongAdder> counts = new ConcurrentHashMap<>();

  FoldCounts(Family family, boolean trial) {
    this.family = family;
    for (Verdict verdict : Verdict.values()) {
      add(family.methodLabel(), verdict);
      add(family.nameLabel(), verdict);
      add(family.detailLabel(), verdict);
    }
    if (trial && !family.tellingLabel().isEmpty()) {
      counts.put(new Cause(family.tellingLabel(), DRY_RUN), new LongAdder());
    }
  }

  private void add(String label, Verdict verdict) {
    boolean possible =
        switch (verdict) {
          case ROOM -> false;
          case NAME_LIMIT -> label.equals(family.nameLabel());
          case DETAIL_LIMIT -> label.equals(family.detailLabel());
          case SERVICE_SHARE, FAMILY_LIMIT -> true;
        };
    if (possible && !label.isEmpty()) {
      counts.computeIfAbsent(new Cause(label, verdict.reason()), cause -> new LongAdder());
    }
  }

  /** The counters to increment for each observation that folds this way. */
  LongAdder[] of(SeriesKey asked, SeriesKey counted, Verdict verdict) {
    LongAdder[] adders = {
      adder(family.methodLabel(), asked.method(), counted.method(), verdict),
      adder(family.nameLabel(), asked.tool(), counted.tool(), verdict),
      adder(family.detailLabel(), asked.detail(), counted.detail(), verdict)
    };
    return adders;
  }

  /** Null if the label kept its value. */
  private LongAdder adder(String label, String asked, String counted, Verdict verdict) {
    return asked.equals(counted) ? null : counts.get(new Cause(label, verdict.reason()));
  }

  void wouldHaveFolded(long times) {
    counts.get(new Cause(family.tellingLabel(), DRY_RUN)).add(times);
  }

  /** Adds a count of an earlier process, if its cause is still possible. */
  void add(Cause cause, long times) {
    LongAdder adder = counts.get(cause);
    if (adder != null) {
      adder.add(times);
    }
  }

  /** The counts of all possible causes, including those at 0. */
  Map<Cause, Long> counts() {
    Map<Cause, Long> all =
        new TreeMap<>(Comparator.comparing(Cause::label).thenComparing(Cause::reason));
    counts.forEach((cause, count) -> all.put(cause, count.sum()));
    return all;
  }
}
