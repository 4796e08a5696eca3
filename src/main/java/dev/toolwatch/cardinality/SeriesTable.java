package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The names of one family that one event loop counts, each with its accumulator. Finding a known
 * name needs no allocation and no lock. It takes logarithmic time even if names were chosen to have
 * the same hash, because the bins of the map become trees in the order of the keys. An unknown name
 * counts as the family's budget says; if it folds, it is stored among the frequent names. The size
 * is limited by the budget, or twice the budget while given up names are still shown. Not
 * thread-safe.
 *
 * @param <A> accumulates the series of a name
 */
public final class SeriesTable<A> {
  /** Sets of eight entries each: 512 folded names. */
  private static final int SETS = 64;

  private final SeriesBudget budget;
  private final Function<Place, A> factory;

  /** What this loop counts into. */
  private final Map<Key, Entry<A>> active = new LinkedHashMap<>();

  /** What this loop no longer counts into, shown until the place is gone. */
  private final Map<Place, Entry<A>> parked = new HashMap<>();

  private final HeavyHitters<Folded<A>> frequent = new HeavyHitters<>(SETS);
  private final Key probe = new Key();

  /**
   * @param factory makes the accumulator of a name that is new to this loop
   */
  public SeriesTable(SeriesBudget budget, Function<Place, A> factory) {
    this.budget = budget;
    this.factory = factory;
  }

  /**
   * Whether a name has a place of its own, on this event loop or another one. Does not count as a
   * use, and gives no place to a name that has none. Allocates only for names that this loop does
   * not hold.
   */
  public boolean isNamed(ServiceId service, String method, String tool, String detail) {
    return active.containsKey(probe.of(service, method, tool, detail))
        || budget.isNamed(new SeriesKey(service, method, tool, detail));
  }

  /** The accumulator for one observation of a name. The call counts as one use. */
  public A find(ServiceId service, String method, String tool, String detail) {
    Entry<A> entry = active.get(probe.of(service, method, tool, detail));
    if (entry == null) {
      entry = miss(service, method, tool, detail);
    }
    entry.uses++;
    return entry.accumulator;
  }

  /**
   * The accumulator for several observations of a name, each of which counts as one use.
   *
   * @param times at least 1
   */
  public A find(ServiceId service, String method, String tool, String detail, long times) {
    Entry<A> entry;
    long left = times;
    do {
      entry = active.get(probe.of(service, method, tool, detail));
      long counted = left;
      if (entry == null) {
        // Each time that a name folds is counted.
        entry = miss(service, method, tool, detail);
        counted = 1;
      }
      entry.uses += counted;
      left -= counted;
    } while (left > 0);
    return entry.accumulator;
  }

  /**
   * The accumulator in which a name continues with the counts of an earlier process. Because the
   * name had a place, it may exceed the share if there is room. The call counts as one use.
   */
  public A resume(SeriesKey name) {
    Entry<A> entry =
        active.get(probe.of(name.service(), name.method(), name.tool(), name.detail()));
    if (entry == null) {
      Place place = budget.resume(name);
      if (place == null) {
        return find(name.service(), name.method(), name.tool(), name.detail());
      }
      entry = hold(place);
    }
    entry.uses++;
    return entry.accumulator;
  }

  private Entry<A> miss(ServiceId service, String method, String tool, String detail) {
    long hash = budget.hash().of(service, method, tool, detail);
    int generation = budget.generation();
    Folded<A> folded = frequent.touch(hash, service, method, tool, detail, generation);
    if (folded == null) {
      SeriesKey asked = new SeriesKey(service, method, tool, detail);
      Place place = budget.enter(asked);
      if (place != null) {
        return hold(place);
      }
      folded = fold(asked, hash);
      frequent.put(hash, asked, folded, generation);
    }
    folded.account.count();
    return folded.into;
  }

  private Folded<A> fold(SeriesKey asked, long hash) {
    SeriesKey key = asked;
    Verdict verdict;
    Entry<A> into;
    do {
      verdict = budget.verdict(key);
      key = budget.folded(key, verdict);
      into = active.get(probe.of(key.service(), key.method(), key.tool(), key.detail()));
      if (into == null) {
        Place place = budget.enter(key);
        into = place == null ? null : hold(place);
      }
    } while (into == null);
    return new Folded<>(into, budget.fold(asked, hash, key, verdict));
  }

  private Entry<A> hold(Place place) {
    Entry<A> entry = parked.remove(place);
    if (entry == null) {
      entry = new Entry<>(place, factory.apply(place));
    }
    SeriesKey key = place.key();
    active.put(new Key().of(key.service(), key.method(), key.tool(), key.detail()), entry);
    return entry;
  }

  /**
   * Reports to the budget what was used, and stops counting into the places that it takes back.
   * Call it every few seconds; it takes about ten nanoseconds per name.
   */
  public void round() {
    budget.round(
        round -> {
          active.values().removeIf(entry -> !goesOn(entry, round));
          parked.keySet().removeIf(Place::isGone);
          frequent.handOver(round::folded);
        });
  }

  private boolean goesOn(Entry<A> entry, SeriesBudget.Round round) {
    long times = entry.uses - entry.reported;
    entry.reported = entry.uses;
    boolean goesOn = round.used(entry.place, times);
    if (!goesOn) {
      parked.put(entry.place, entry);
    }
    return goesOn;
  }

  /**
   * All accumulators that are shown, including those no longer counted into. The place of each
   * tells whether it is gone.
   */
  public List<A> accumulators() {
    List<A> all = new ArrayList<>(active.size() + parked.size());
    active.values().forEach(entry -> all.add(entry.accumulator));
    parked.values().forEach(entry -> all.add(entry.accumulator));
    return all;
  }

  /** What a name folds into, and the counters of that fold. */
  private record Folded<A>(Entry<A> into, Fold account) {}

  private static final class Entry<A> {
    private final Place place;
    private final A accumulator;
    private long uses;
    private long reported;

    private Entry(Place place, A accumulator) {
      this.place = place;
      this.accumulator = accumulator;
    }
  }

  /** Labels to look up. One instance is reused for lookups; those in the map never change. */
  private static final class Key implements Comparable<Key> {
    private static final int MIX = 0x9E3779B1;

    private ServiceId service;
    private String method;
    private String tool;
    private String detail;
    private int hash;

    private Key of(ServiceId service, String method, String tool, String detail) {
      this.service = service;
      this.method = method;
      this.tool = tool;
      this.detail = detail;
      // Strings cache their hash codes. A detail often ends with the tool's name, so that a sum of
      // small multiples of both would have few values.
      hash = (service.hashCode() * 31 + method.hashCode()) * 31 + tool.hashCode();
      hash = (hash * MIX >>> 7) + detail.hashCode() * MIX;
      return this;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Key other
          && tool.equals(other.tool)
          && method.equals(other.method)
          && detail.equals(other.detail)
          && service.equals(other.service);
    }

    @Override
    public int compareTo(Key other) {
      return SeriesKey.compare(
          service, method, tool, detail, other.service, other.method, other.tool, other.detail);
    }
  }
}
