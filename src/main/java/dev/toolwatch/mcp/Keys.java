package dev.toolwatch.mcp;

import dev.toolwatch.signal.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * The attributes that decoders keep: those that recognition knows, and those added by the settings.
 * Immutable and thread-safe.
 */
final class Keys {
  private final List<String> names = new ArrayList<>();
  private final Vocabulary vocabulary;

  Keys(List<String> more) {
    for (AttributeKey key : AttributeKey.values()) {
      names.add(key.key());
    }
    for (String key : more) {
      if (!names.contains(key)) {
        names.add(key);
      }
    }
    vocabulary = new Vocabulary(names);
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The ids of these attributes, in the same order. */
  int[] idsOf(List<String> keys) {
    return keys.stream().mapToInt(names::indexOf).toArray();
  }
}
