package dev.toolwatch.signal;

import static dev.toolwatch.wire.ProtobufReader.LENGTH;

import dev.toolwatch.wire.Bytes;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.Slice;
import java.util.Arrays;

/**
 * What is around the spans of one resource and scope: the ResourceSpans message without its scopes
 * and the ScopeSpans message without its spans, as they were received (opentelemetry-proto 1.11,
 * trace.proto). Equal if the bytes are. Ordered, so that a map finds one quickly even if senders
 * choose bytes that have the same hash. Immutable and thread-safe.
 */
public final class Envelope implements Comparable<Envelope> {
  /** The field of the scopes in ResourceSpans and of the spans in ScopeSpans. */
  private static final int CONTENT = ProtobufReader.tag(2, LENGTH);

  private final byte[] resource;
  private final byte[] scope;
  private final int hash;

  private Envelope(byte[] resource, byte[] scope) {
    this.resource = resource;
    this.scope = scope;
    hash = 31 * Bytes.hash(resource, 0, resource.length) + Bytes.hash(scope, 0, scope.length);
  }

  /** The envelope of the items that have this origin, copied. The origin must be of protobuf. */
  public static Envelope of(Origin origin) {
    return new Envelope(without(origin.rawResource()), without(origin.rawScope()));
  }

  private static byte[] without(Slice message) {
    try {
      byte[] rest = new byte[copyWithout(message, null)];
      copyWithout(message, rest);
      return rest;
    } catch (MalformedException e) {
      throw new IllegalArgumentException("the message has not been decoded before", e);
    }
  }

  /** Returns how many bytes the fields take but for the content; copies them if there is room. */
  private static int copyWithout(Slice message, byte[] into) throws MalformedException {
    ProtobufReader in = new ProtobufReader();
    in.reset(message.body(), message.from(), message.to());
    int length = 0;
    while (in.hasMore()) {
      int start = in.position();
      int tag = in.tag();
      in.skip(tag);
      if (tag != CONTENT) {
        int count = in.position() - start;
        if (into != null) {
          System.arraycopy(message.body(), start, into, length, count);
        }
        length += count;
      }
    }
    return length;
  }

  /** The fields of ResourceSpans but for its scopes. Must not be changed. */
  public byte[] resource() {
    return resource;
  }

  /** The fields of ScopeSpans but for its spans. Must not be changed. */
  public byte[] scope() {
    return scope;
  }

  /** The bytes of both. */
  public int size() {
    return resource.length + scope.length;
  }

  @Override
  public int compareTo(Envelope other) {
    int order = Arrays.compare(resource, other.resource);
    return order == 0 ? Arrays.compare(scope, other.scope) : order;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Envelope other
        && hash == other.hash
        && Arrays.equals(scope, other.scope)
        && Arrays.equals(resource, other.resource);
  }
}
