package dev.toolwatch.signal;

import dev.toolwatch.wire.Text;

/** Where spans or points come from: their resource and scope. Read in place and reused; not thread-safe. */
public final class Origin {
  private final boolean digested;
  private final Attributes resource;
  private final AttributeDigest resourceDigest = new AttributeDigest();
  private final Text scopeName = new Text();
  private final Text scopeVersion = new Text();
  private final AttributeDigest scopeDigest = new AttributeDigest();

  /**
   * @param digested whether digests of all attributes are wanted
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

  /** Whether attributes are to be added to the digests. */
  public boolean isDigested() {
    return digested;
  }

  public Attributes resource() {
    return resource;
  }

  /** Of all the resource's attributes, those that are not kept among them. */
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
}
