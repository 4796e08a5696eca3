package dev.toolwatch.traces;

import dev.toolwatch.signal.ServiceId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The origins of the spans that wait on one event loop, by number. There is one for as long as a span
 * refers to it. Not thread-safe.
 */
final class SpanOrigins {
  /** What one takes, in a map and an array. */
  static final int BYTES = 200;

  /** A power of two, above the origins that are usually in use. */
  static final int PLACES = 4096;

  private static final int MIX = 0x9E3779B1;
  private static final int INITIAL = 64;

  private final Map<Key, SpanOrigin> all = new HashMap<>();

  /** By their hashes, of two with the same place the last one: found without a key. */
  private SpanOrigin[] places = {};

  private SpanOrigin[] byNumber = {};

  /** Numbers that were given back, from 0 to {@link #freed}. */
  private int[] free = {};

  private int freed;
  private int used;

  /** Has an order because a map needs one to find keys that somebody has given the same hash. */
  private record Key(ServiceId service, String name, int kind, String tool, HeldEnvelope envelope)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::name)
            .thenComparing(Key::tool)
            .thenComparing(Key::service)
            .thenComparingInt(Key::kind);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** The origin with these marks, or null if no span refers to it. */
  SpanOrigin find(ServiceId service, String name, int kind, String tool, HeldEnvelope envelope) {
    if (all.isEmpty()) {
      return null;
    }
    int place = place(service, name, kind, tool, envelope);
    SpanOrigin origin = places[place];
    if (origin == null || !origin.is(service, name, kind, tool, envelope)) {
      origin = all.get(new Key(service, name, kind, tool, envelope));
      if (origin != null) {
        places[place] = origin;
      }
    }
    return origin;
  }

  private static int place(
      ServiceId service, String name, int kind, String tool, HeldEnvelope envelope) {
    int hash = (tool.hashCode() * 31 + name.hashCode()) * 31 + service.hashCode();
    return ((hash + kind) * 31 + System.identityHashCode(envelope)) * MIX >>> 16 & PLACES - 1;
  }

  /** Adds an origin that is not there. */
  SpanOrigin add(ServiceId service, String name, int kind, String tool, HeldEnvelope envelope) {
    SpanOrigin origin = new SpanOrigin(service, name, kind, tool, envelope);
    if (places.length == 0) {
      places = new SpanOrigin[PLACES];
    }
    origin.number = freed > 0 ? free[--freed] : used++;
    if (origin.number >= byNumber.length) {
      int length = Math.max(INITIAL, byNumber.length * 2);
      byNumber = Arrays.copyOf(byNumber, length);
      free = Arrays.copyOf(free, length);
    }
    byNumber[origin.number] = origin;
    all.put(new Key(service, name, kind, tool, envelope), origin);
    places[place(service, name, kind, tool, envelope)] = origin;
    return origin;
  }

  SpanOrigin get(int number) {
    return byNumber[number];
  }

  /** Removes an origin to which no span refers. */
  @SuppressWarnings("ReferenceEquality") // another one may have taken its place
  void remove(SpanOrigin origin) {
    all.remove(new Key(origin.service, origin.name, origin.kind, origin.tool, origin.envelope));
    int place = place(origin.service, origin.name, origin.kind, origin.tool, origin.envelope);
    if (places[place] == origin) {
      places[place] = null;
    }
    byNumber[origin.number] = null;
    free[freed++] = origin.number;
  }

  /** Frees the memory of all origins. There must be none. */
  void trim() {
    if (places.length > 0) {
      places = new SpanOrigin[0];
      byNumber = new SpanOrigin[0];
      free = new int[0];
      freed = 0;
      used = 0;
    }
  }
}
