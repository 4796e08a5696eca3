package dev.toolwatch.probe;

/** A way to send messages to an MCP server. For one thread. */
interface McpTransport {
  /**
   * Sends a request and waits for its reply.
   *
   * @throws CheckFailure if there is no reply, or if the server refuses any request
   */
  McpReply request(McpRequest request, Steps steps)
      throws CheckFailure, SessionLost, InterruptedException;

  /** Sends a notification. */
  void notify(String method, Steps steps) throws CheckFailure, SessionLost, InterruptedException;

  /** Sets the protocol version that was agreed on. */
  void version(String version);

  /** Ends the session, if there is one, also if no time is left. */
  void close(Steps steps);
}
