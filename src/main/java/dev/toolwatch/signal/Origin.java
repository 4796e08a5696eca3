package dev.toolwatch.signal;

import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.util.function.IntUnaryOperator;

/** The origin of items: their resource and scope. Read in place and reused. Not thread-safe. */
public final class Origin {
  private final boolean digested;
  private final Attributes resource;
  private final AttributeDigest resourceDigest = new AttributeDigest();
  private final Slice rawResource = new Slice();
  private final Slice rawScope = new Slice();
  private final Text scopeName = new Text();
  private final Text scopeVersion = new Text();
  private final AttributeDigest scopeDigest = new AttributeDigest();

  /** In JSON, finds where the object that starts at an index ends; else null. */
  private IntUnaryOperator endOfObject;

  /**
   * @param digested whether to compute digests of all attributes
   */
  Origin(Vocabulary vocabulary, boolean digested) {
    this.digested = digested;
    resource = new Attributes(vocabulary);
  }

  public void clearResource() {
    resource.clear();
    resourceDigest.clear();
  }

  public void clearScope() {
    scopeName.clear();
    scopeVersion.clear();
    scopeDigest.clear();
  }

  /** Whether to add attributes to the digests. */
  public boolean isDigested() {
    return digested;
  }

  public Attributes resource() {
    return resource;
  }

  /** The digest of all the resource's attributes, including those that are not kept. */
  public AttributeDigest resourceDigest() {
    return resourceDigest;
  }

  public Text scopeName() {
    return scopeName;
  }

  public Text scopeVersion() {
    return scopeVersion;
  }

  public AttributeDigest scopeDigest() {
    return scopeDigest;
  }

  /**
   * The ResourceSpans, ResourceMetrics or ResourceLogs message as received: the resource, its
   * schema URL, unknown fields, and all of its scopes with their items.
   */
  public Slice rawResource() {
    return closed(rawResource);
  }

  /**
   * The ScopeSpans, ScopeMetrics or ScopeLogs message as received: the scope, its schema URL,
   * unknown fields, and all of its items.
   */
  public Slice rawScope() {
    return closed(rawScope);
  }

  public void rawResource(byte[] body, int from, int to) {
    rawResource.set(body, from, to);
  }

  public void rawScope(byte[] body, int from, int to) {
    rawScope.set(body, from, to);
  }

  /**
   * Sets the finder for JSON, whose messages do not declare a length. The end of an object is only
   * found when it is needed.
   */
  public void endOfObject(IntUnaryOperator finder) {
    endOfObject = finder;
  }

  /** Completes a slice whose end is not yet known; such an end lies before the slice's start. */
  Slice closed(Slice open) {
    if (open.to() < open.from()) {
      open.set(open.body(), open.from(), endOfObject.applyAsInt(open.from()));
    }
    return open;
  }
}
