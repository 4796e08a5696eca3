package dev.toolwatch.signal;

import dev.toolwatch.wire.Text;

/**
 * A 64-bit digest that tells one set of attributes from another, whatever their order. It is not
 * keyed: a sender that forges two sets with the same digest harms only itself. Not thread-safe.
 */
public final class AttributeDigest {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long value;

  public void clear() {
    value = 0;
  }

  public long value() {
    return value;
  }

  /** Adds an attribute whose value is a text, or another value given as bytes. */
  public void add(Text key, Attributes.Type type, Text bytes) {
    add(key, type, hash(bytes));
  }

  /** Adds an attribute whose value is a number or empty. */
  public void add(Text key, Attributes.Type type, long number) {
    // A sum does not depend on the order. Each part is well mixed before it is added.
    value += mix(mix(hash(key) + type.ordinal()) ^ number);
  }

  /** Combines two digests. Their order matters. */
  public static long join(long first, long second) {
    return mix(mix(first) + second);
  }

  /** FNV-1a. */
  public static long hash(Text text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.at(i) & 0xff) * FNV_PRIME;
    }
    return hash;
  }

  /** The finalizer of MurmurHash3. */
  private static long mix(long bits) {
    long mixed = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
