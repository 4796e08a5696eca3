package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;

/**
 * A cache of service ids by name, so that a known service costs no allocation. Its size is fixed: a
 * name replaces another one with the same slot. Not thread-safe.
 */
final class ServiceIds {
  private static final int SLOTS = 1024;

  private final ServiceId[] ids = new ServiceId[SLOTS];

  ServiceId of(String name) {
    int hash = name.hashCode();
    int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
    ServiceId known = ids[slot];
    if (known != null && known.name().equals(name)) {
      return known;
    }
    ServiceId made = ServiceId.of(name);
    ids[slot] = made;
    return made;
  }
}
