package dev.toolwatch.security;

/** Hears who signs in to the console, who signs out, and who is refused. Never blocks; thread-safe. */
public interface AccessListener {
  /** Somebody has exchanged a token for a session. */
  void signedIn(String token, String address);

  /** Somebody has ended a session. */
  void signedOut(String token, String address);

  /**
   * A request was refused.
   *
   * @param port the label of the port
   * @param address of the sender; empty if it is not known
   * @param token the name of a known token, or empty
   */
  void refused(String port, Refusal refusal, String address, String token);
}
