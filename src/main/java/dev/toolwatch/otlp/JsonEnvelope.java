package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Origin;
import dev.toolwatch.wire.MalformedException;

/**
 * Walks the resources and scopes around the items of an OTLP request in JSON. If an object holds
 * more than one resource or scope, the last one counts. Not thread-safe.
 */
final class JsonEnvelope<H> {
  private static final byte[] RESOURCE = ascii("resource");
  private static final byte[] SCOPE = ascii("scope");
  private static final byte[] ATTRIBUTES = ascii("attributes");
  private static final byte[] NAME = ascii("name");
  private static final byte[] VERSION = ascii("version");

  /** The end of a slice whose end is not yet known. */
  static final int OPEN = -1;

  /**
   * The field names of a request's levels.
   *
   * @param resources the list of resources
   * @param scopes the list of scopes
   * @param items the list of items
   */
  record Names(String resources, String scopes, String items) {
    static final Names SPANS = new Names("resourceSpans", "scopeSpans", "spans");
    static final Names METRICS = new Names("resourceMetrics", "scopeMetrics", "metrics");
    static final Names LOGS = new Names("resourceLogs", "scopeLogs", "logRecords");
  }

  private final byte[] resourcesKey;
  private final byte[] scopesKey;
  private final byte[] itemsKey;
  private final JsonReader in;
  private final JsonAttributes attributes;
  private final Origin origin;
  private final ItemReader<H> items;

  /** Whether a resource or scope came after some of its items had already been shown. */
  private boolean outOfOrder;

  JsonEnvelope(
      Names names, JsonReader in, JsonAttributes attributes, Origin origin, ItemReader<H> reader) {
    resourcesKey = ascii(names.resources());
    scopesKey = ascii(names.scopes());
    itemsKey = ascii(names.items());
    this.in = in;
    this.attributes = attributes;
    this.origin = origin;
    this.items = reader;
    origin.endOfObject(in::endOfObject);
  }

  static byte[] ascii(String word) {
    return word.getBytes(US_ASCII);
  }

  /**
   * Reads the request in one pass. This works if resource and scope come before their content, as
   * all known senders write them.
   *
   * @return false if they do not; the items shown so far must then be discarded
   */
  boolean walkInOrder(H handler) throws MalformedException, TooLargeException {
    outOfOrder = false;
    walk(handler, false);
    return !outOfOrder;
  }

  /** Reads the request whatever the order of its fields, in two passes if necessary. */
  void walkInAnyOrder(H handler) throws MalformedException, TooLargeException {
    walk(handler, true);
  }

  private void walk(H handler, boolean anyOrder) throws MalformedException, TooLargeException {
    in.beginObject();
    while (in.goTo(resourcesKey)) {
      in.beginArray();
      while (in.nextElement()) {
        ofResource(handler, anyOrder);
      }
    }
    in.endOfBody();
  }

  private void ofResource(H handler, boolean anyOrder)
      throws MalformedException, TooLargeException {
    origin.clearResource();
    origin.rawResource(in.bytes(), in.start(), OPEN);
    in.beginObject();
    if (anyOrder) {
      int start = in.position();
      int depth = in.depth();
      while (in.goTo(RESOURCE)) {
        resource();
      }
      in.rewind(start, depth);
    }
    boolean shown = false;
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(scopesKey)) {
        if (!shown) {
          items.resource(handler);
          shown = true;
        }
        in.beginArray();
        while (in.nextElement()) {
          ofScope(handler, anyOrder);
        }
      } else if (in.key().is(RESOURCE) && !anyOrder) {
        outOfOrder |= shown;
        resource();
      } else {
        in.skipValue();
      }
    }
  }

  private void resource() throws MalformedException {
    origin.clearResource();
    in.beginObject();
    while (in.goTo(ATTRIBUTES)) {
      if (origin.isDigested()) {
        attributes.list(origin.resource(), origin.resourceDigest());
      } else {
        attributes.list(origin.resource());
      }
    }
  }

  private void ofScope(H handler, boolean anyOrder) throws MalformedException, TooLargeException {
    origin.clearScope();
    origin.rawScope(in.bytes(), in.start(), OPEN);
    in.beginObject();
    if (anyOrder) {
      int start = in.position();
      int depth = in.depth();
      while (in.goTo(SCOPE)) {
        scope();
      }
      in.rewind(start, depth);
    }
    boolean shown = false;
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(itemsKey)) {
        shown = true;
        in.beginArray();
        while (in.nextElement()) {
          items.item(handler);
        }
      } else if (in.key().is(SCOPE) && !anyOrder) {
        outOfOrder |= shown;
        scope();
      } else {
        in.skipValue();
      }
    }
  }

  private void scope() throws MalformedException {
    origin.clearScope();
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(NAME)) {
        in.string(origin.scopeName());
      } else if (in.key().is(VERSION)) {
        in.string(origin.scopeVersion());
      } else if (in.key().is(ATTRIBUTES) && origin.isDigested()) {
        attributes.digest(origin.scopeDigest());
      } else {
        in.skipValue();
      }
    }
  }
}
