package dev.toolwatch.errors;

import java.util.Map;

/**
 * States of error groups that have changed. Immutable.
 *
 * @param revision the number of the last change; what has a higher number came later
 * @param changed the states as they are now
 */
record GroupStates(long revision, Map<Fingerprint, GroupState> changed) {
  GroupStates {
    changed = Map.copyOf(changed);
  }
}
