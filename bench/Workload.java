/** Where a load takes its requests from. Any thread may take one; nobody else has it until it is given back. */
interface Workload {
  Request take();

  void giveBack(Request request);

  Protocol protocol();

  /** Of each request. */
  int spans();
}
