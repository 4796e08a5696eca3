package dev.toolwatch.forward;

import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.tag;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.ProtobufWriter;
import dev.toolwatch.wire.Slice;
import java.util.BitSet;

/**
 * Splits an OTLP request in protobuf between its spans, metrics or log records, without decoding
 * them. The parts have all bytes of the request; what is beside the items of a resource or a scope,
 * its attributes and its schema URL, is repeated in each part. Items that were refused are left out.
 * Not thread-safe.
 *
 * <p>A part is larger than the limit only if a single item is, or if what is repeated is larger than
 * half the limit: then a part has as many bytes of items as of repeated bytes at least, so that all
 * parts together are at most about twice as large as the request.
 */
final class RequestSplit {
  /** Takes the parts. */
  interface Parts {
    /**
     * A part.
     *
     * @param items spans, data points or log records in it
     */
    void part(byte[] request, int items);
  }

  private static final int RESOURCES = tag(1, LENGTH);
  private static final int SCOPES = tag(2, LENGTH);
  private static final int ITEMS = tag(2, LENGTH);
  private static final int DATA_POINTS = tag(1, LENGTH);

  /** The tags of a metric's data: gauge, sum, histogram, exponential histogram, summary. */
  private static final BitSet DATA = new BitSet();

  static {
    for (int field : new int[] {5, 7, 9, 10, 11}) {
      DATA.set(tag(field, LENGTH));
    }
  }

  /** Tags and lengths of a resource and a scope around the items. */
  private static final int FRAMING = 20;

  private final int limit;
  private final ProtobufReader in = new ProtobufReader();
  private final Signal signal;
  private final BitSet refused;
  private final Parts parts;
  private final ByteSink sink;
  private final ProtobufWriter out;

  private int position;

  private int items;
  private int resourceStart;
  private int scopeStart;

  /**
   * @param limit the maximum size of a part in bytes
   * @param refused the positions of the items to leave out, from 0
   */
  RequestSplit(Signal signal, int limit, BitSet refused, Parts parts) {
    this.signal = signal;
    this.limit = limit;
    this.refused = refused;
    this.parts = parts;
    sink = new ByteSink(64 * 1024, Integer.MAX_VALUE - 64);
    out = new ProtobufWriter(sink);
  }

  /**
   * Splits a request.
   *
   * @throws MalformedException if it is not protobuf; parts before the error have been shown
   */
  void split(Slice request) throws MalformedException {
    in.reset(request.body(), request.from(), request.to());
    while (in.hasMore()) {
      int start = in.position();
      int tag = in.tag();
      if (tag == RESOURCES) {
        int outer = in.enter();
        resource();
        in.leave(outer);
      } else {
        in.skip(tag);
        copy(start, in.position());
      }
    }
    emit();
  }

  private void resource() throws MalformedException {
    Slice around = around(SCOPES);
    if (isFull(around.length(), 0)) {
      emit();
    }
    openResource(around);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == SCOPES) {
        int outer = in.enter();
        scope(around);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    out.close(resourceStart);
  }

  private void scope(Slice resource) throws MalformedException {
    Slice around = around(ITEMS);
    int repeated = resource.length() + around.length();
    if (isFull(around.length(), resource.length())) {
      out.close(resourceStart);
      emit();
      openResource(resource);
    }
    openScope(around);
    while (in.hasMore()) {
      int start = in.position();
      int tag = in.tag();
      if (tag != ITEMS) {
        in.skip(tag);
        continue;
      }
      int outer = in.enter();
      int count = count();
      in.leave(outer);
      if (refused.get(position++)) {
        continue;
      }
      if (isFull(in.position() - start, repeated)) {
        out.close(scopeStart);
        out.close(resourceStart);
        emit();
        openResource(resource);
        openScope(around);
      }
      copy(start, in.position());
      items += count;
    }
    out.close(scopeStart);
  }

  /** The fields of the current message that are not lists of what is split, in one array. */
  private Slice around(int split) throws MalformedException {
    int start = in.position();
    ByteSink others = new ByteSink(256, Integer.MAX_VALUE - 64);
    while (in.hasMore()) {
      int field = in.position();
      int tag = in.tag();
      in.skip(tag);
      if (tag != split) {
        others.write(in.bytes(), field, in.position() - field);
      }
    }
    in.rewind(start);
    Slice slice = new Slice();
    slice.set(others.array(), 0, others.length());
    return slice;
  }

  private void openResource(Slice around) {
    resourceStart = out.open(1);
    sink.write(around.body(), 0, around.length());
  }

  private void openScope(Slice around) {
    scopeStart = out.open(2);
    sink.write(around.body(), 0, around.length());
  }

  /**
   * Whether the part ends before something of that size.
   *
   * @param repeated the bytes that the next part begins with once more
   */
  private boolean isFull(int size, int repeated) {
    long most = Math.max(limit, 2L * repeated);
    return items > 0 && (long) sink.length() + size + FRAMING > most;
  }

  private void copy(int from, int to) {
    sink.write(in.bytes(), from, to - from);
  }

  private void emit() {
    if (items > 0) {
      parts.part(sink.toByteArray(), items);
    }
    items = 0;
    sink.clear();
  }

  /** The items in the message at the current position: data points of a metric, or one. */
  private int count() throws MalformedException {
    if (signal != Signal.METRICS) {
      return 1;
    }
    int points = 0;
    while (in.hasMore()) {
      int tag = in.tag();
      if (!DATA.get(tag)) {
        in.skip(tag);
        continue;
      }
      int outer = in.enter();
      while (in.hasMore()) {
        int field = in.tag();
        points += field == DATA_POINTS ? 1 : 0;
        in.skip(field);
      }
      in.leave(outer);
    }
    return points;
  }
}
