package dev.toolwatch.otlp;

import static dev.toolwatch.wire.ProtobufReader.LENGTH;

import dev.toolwatch.signal.Origin;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;

/**
 * Walks the resources and scopes around the items of an OTLP request in protobuf. Their field
 * numbers are the same for all signals (opentelemetry-proto 1.11, trace.proto, metrics.proto).
 * Fields may come in any order and more than once. Unknown fields are skipped. Not thread-safe.
 */
final class ProtobufEnvelope<H> {
  private static final int REQUEST_RESOURCES = 1 << 3 | LENGTH;
  private static final int RESOURCE = 1 << 3 | LENGTH;
  private static final int RESOURCE_SCOPES = 2 << 3 | LENGTH;
  private static final int RESOURCE_ATTRIBUTES = 1 << 3 | LENGTH;
  private static final int SCOPE = 1 << 3 | LENGTH;
  private static final int SCOPE_ITEMS = 2 << 3 | LENGTH;
  private static final int SCOPE_NAME = 1 << 3 | LENGTH;
  private static final int SCOPE_VERSION = 2 << 3 | LENGTH;
  private static final int SCOPE_ATTRIBUTES = 3 << 3 | LENGTH;

  private final ProtobufReader in;
  private final ProtobufAttributes attributes;
  private final Origin origin;
  private final ItemReader<H> items;

  ProtobufEnvelope(
      ProtobufReader in, ProtobufAttributes attributes, Origin origin, ItemReader<H> items) {
    this.in = in;
    this.attributes = attributes;
    this.origin = origin;
    this.items = items;
  }

  /** Reads the request at the reader's position. */
  void walk(H handler) throws MalformedException, TooLargeException {
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == REQUEST_RESOURCES) {
        int outer = in.enter();
        ofResource(handler);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private void ofResource(H handler) throws MalformedException, TooLargeException {
    origin.clearResource();
    origin.rawResource(in.bytes(), in.position(), in.limit());
    // Fields may come in any order, so look for the resource first.
    int start = in.position();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == RESOURCE) {
        int outer = in.enter();
        resource();
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    items.resource(handler);
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == RESOURCE_SCOPES) {
        int outer = in.enter();
        ofScope(handler);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private void resource() throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag != RESOURCE_ATTRIBUTES) {
        in.skip(tag);
      } else if (origin.isDigested()) {
        attributes.keyValue(origin.resource(), origin.resourceDigest());
      } else {
        attributes.keyValue(origin.resource());
      }
    }
  }

  private void ofScope(H handler) throws MalformedException, TooLargeException {
    origin.clearScope();
    origin.rawScope(in.bytes(), in.position(), in.limit());
    int start = in.position();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == SCOPE) {
        int outer = in.enter();
        scope();
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == SCOPE_ITEMS) {
        int outer = in.enter();
        items.item(handler);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private void scope() throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == SCOPE_NAME) {
        in.text(origin.scopeName());
      } else if (tag == SCOPE_VERSION) {
        in.text(origin.scopeVersion());
      } else if (tag == SCOPE_ATTRIBUTES && origin.isDigested()) {
        attributes.digest(origin.scopeDigest());
      } else {
        in.skip(tag);
      }
    }
  }
}
