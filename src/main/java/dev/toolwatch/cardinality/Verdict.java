package dev.toolwatch.cardinality;

/** Whether a name may have a place, and if not, what is in its way. */
enum Verdict {
  ROOM(""),
  /** The service has as many tools, or dependencies, as it may. */
  NAME_LIMIT("label"),
  /** The service has as many error types as it may. */
  DETAIL_LIMIT("label"),
  /** The service has its share, and what is common is taken: there is room for others only. */
  SERVICE_SHARE("share"),
  /** All of the family's series are taken. */
  FAMILY_LIMIT("limit");

  private final String reason;

  Verdict(String reason) {
    this.reason = reason;
  }

  /** As the metric of what was limited has it. */
  String reason() {
    return reason;
  }
}
