package dev.toolwatch.security;

/** Hears who signs in to the console, who signs out, and who is refused. Never blocks; thread-safe. */
public interface AccessListener {
  /** Somebody has exchanged a token for a session. */
  void signedIn(Identity sender, String address);

  /** Somebody has ended a session. */
  void signedOut(Identity sender, String address);

  /**
   * A request was refused.
   *
   * @param port the label of the port
   * @param address of the sender; empty if it is not known
   * @param sender of a known token, or {@link Identity#NOBODY}
   */
  void refused(String port, Refusal refusal, String address, Identity sender);
}
