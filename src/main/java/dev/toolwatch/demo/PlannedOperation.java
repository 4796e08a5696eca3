package dev.toolwatch.demo;

/**
 * One operation of the plan, without a time.
 *
 * @param number of the operation in the plan, from 1; also its JSON-RPC request id
 * @param spacing the time since the previous operation, relative to the mean; exponential with mean
 *     1
 * @param user the user's number, from 1
 * @param session {@code mcp.session.id}; empty if the transport has none
 * @param durationNanos the duration in the server
 * @param byAgent whether the agent service makes the request and sends its own span
 * @param checksToken whether the server has to verify the user's token
 */
record PlannedOperation(
    long number,
    double spacing,
    McpServer server,
    Request request,
    int user,
    String session,
    Ending ending,
    long durationNanos,
    boolean byAgent,
    boolean checksToken) {

  PlannedOperation {
    if (number < 1 || user < 1 || durationNanos < 1 || !(spacing >= 0)) {
      throw new IllegalArgumentException(
          "number %d, user %d, duration %d ns, spacing %f"
              .formatted(number, user, durationNanos, spacing));
    }
  }

  /** The same operation, whose tool raises an error. */
  PlannedOperation raising() {
    return new PlannedOperation(
        number,
        spacing,
        server,
        request,
        user,
        session,
        Ending.EXCEPTION,
        durationNanos,
        byAgent,
        checksToken);
  }

  /** The value of {@code enduser.pseudo.id}. */
  String userName() {
    return userName(user);
  }

  static String userName(int user) {
    return "user-%03d".formatted(user);
  }
}
