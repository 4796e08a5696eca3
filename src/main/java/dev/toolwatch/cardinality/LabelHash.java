package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;

/**
 * A 64-bit hash of labels for sketches. It uses all characters, because collisions of {@link
 * String#hashCode} are easy to make. The seed differs in each process. Use it for estimates only,
 * never for counts.
 */
record LabelHash(long seed) {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  long of(ServiceId service, String method, String tool, String detail) {
    long hash = mix(seed, service);
    hash = mix(hash, method);
    hash = mix(hash, tool);
    return finish(mix(hash, detail));
  }

  long of(SeriesKey key) {
    return of(key.service(), key.method(), key.tool(), key.detail());
  }

  long of(ServiceId service) {
    return finish(mix(seed, service));
  }

  private static long mix(long start, ServiceId service) {
    return mix(service.tenant().isEmpty() ? start : mix(start, service.tenant()), service.name());
  }

  private static long mix(long start, String text) {
    long hash = start + text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * MULTIPLIER;
      hash ^= hash >>> 29;
    }
    return hash * MULTIPLIER;
  }

  /** The finaliser of MurmurHash3. */
  private static long finish(long bits) {
    long hash = bits ^ bits >>> 33;
    hash *= 0xFF51AFD7ED558CCDL;
    hash ^= hash >>> 33;
    hash *= 0xC4CEB9FE1A85EC53L;
    return hash ^ hash >>> 33;
  }
}
