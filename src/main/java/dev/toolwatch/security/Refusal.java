package dev.toolwatch.security;

/**
 * Why a request does not come in.
 *
 * @param needed what it would have needed
 */
public record Refusal(Reason reason, Role needed) implements Admission {
  /** Carries {@link #challenge}. */
  public static final String CHALLENGE_HEADER = "WWW-Authenticate";

  private static final String CHALLENGE = "Bearer realm=\"toolwatch\"";

  /** A closed set. */
  enum Reason {
    MISSING("missing"),
    UNKNOWN("unknown"),
    FORBIDDEN("forbidden"),
    MALFORMED("malformed");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** Whether the token is known, but is not enough. */
  public boolean isForbidden() {
    return reason == Reason.FORBIDDEN;
  }

  /** RFC 9110, 15.5.2 and 15.5.4. */
  int httpStatus() {
    return isForbidden() ? 403 : 401;
  }

  /** For {@code WWW-Authenticate} (RFC 6750, 3). */
  public String challenge() {
    return switch (reason) {
      case MISSING, MALFORMED -> CHALLENGE;
      case UNKNOWN -> CHALLENGE + ", error=\"invalid_token\"";
      case FORBIDDEN ->
          CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + needed.label() + "\"";
    };
  }

  /** For the sender. */
  public String message() {
    return switch (reason) {
      case MISSING ->
          "a token with the role " + needed.label() + " is needed: Authorization: Bearer <token>";
      case UNKNOWN -> "the token is not known";
      case FORBIDDEN -> "the token lacks the role " + needed.label();
      case MALFORMED -> "the header must be: Authorization: Bearer <token>";
    };
  }
}
