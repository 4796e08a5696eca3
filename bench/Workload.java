/**
 * The source of a load's requests. Any thread may take one and has it for itself until it gives it
 * back.
 */
interface Workload {
  Request take();

  void giveBack(Request request);

  Protocol protocol();

  /** Spans of each request. */
  int spans();
}
