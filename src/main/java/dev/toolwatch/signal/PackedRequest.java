package dev.toolwatch.signal;

/**
 * A request as it was received, compressed with gzip (RFC 1952), from which its messages can be had
 * again by their positions. That takes a tenth of what copies of its messages take. Reused. Not
 * thread-safe.
 */
public final class PackedRequest {
  /** The bytes of copies that stay allocated. */
  private static final int KEPT_BYTES = 64 * 1024;

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private byte[] copied = NOTHING;
  private int from;
  private int length;
  private int size;

  /**
   * Shows a request, which is not copied.
   *
   * @param inflated its size without compression, in bytes
   */
  public void set(byte[] body, int start, int end, int inflated) {
    bytes = body;
    from = start;
    length = end - start;
    size = inflated;
  }

  /** Makes this a copy of another one. */
  public void copy(PackedRequest other) {
    if (copied.length < other.length) {
      copied = new byte[other.length];
    }
    System.arraycopy(other.bytes, other.from, copied, 0, other.length);
    set(copied, 0, other.length, other.size);
  }

  /** Shows the same request as another one does. */
  public void share(PackedRequest other) {
    set(other.bytes, other.from, other.from + other.length, other.size);
  }

  /** Forgets the request. */
  public void clear() {
    set(NOTHING, 0, 0, 0);
    if (copied.length > KEPT_BYTES) {
      copied = NOTHING;
    }
  }

  /** Whether there is no request. */
  public boolean isEmpty() {
    return length == 0;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** The index of the first byte. */
  public int from() {
    return from;
  }

  /** The compressed bytes. */
  public int length() {
    return length;
  }

  /** The bytes to which it inflates. */
  public int size() {
    return size;
  }
}
