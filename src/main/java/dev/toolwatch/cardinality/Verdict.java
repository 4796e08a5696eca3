package dev.toolwatch.cardinality;

/** Whether a name may have a place, and if not, which limit is reached. */
enum Verdict {
  ROOM(""),
  /** The service has its maximum number of tools or dependencies. */
  NAME_LIMIT("label"),
  /** The service has its maximum number of error types. */
  DETAIL_LIMIT("label"),
  /**
   * The service has used its share, and the common part is full. Other services may still have
   * room.
   */
  SERVICE_SHARE("share"),
  /** All series of the family are in use. */
  FAMILY_LIMIT("limit");

  private final String reason;

  Verdict(String reason) {
    this.reason = reason;
  }

  /** The value of the metric's {@code reason} label; empty for {@link #ROOM}. */
  String reason() {
    return reason;
  }
}
