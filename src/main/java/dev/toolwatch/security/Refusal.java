package dev.toolwatch.security;

/**
 * Why a request is refused.
 *
 * @param needed the role that the request needs
 */
public record Refusal(Reason reason, Role needed) implements Admission {
  /** The header with {@link #challenge}. */
  public static final String CHALLENGE_HEADER = "WWW-Authenticate";

  private static final String CHALLENGE = "Bearer realm=\"toolwatch\"";

  /** All reasons, which are also values of a label. */
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

  /** Whether the token is valid but lacks the role. */
  public boolean isForbidden() {
    return reason == Reason.FORBIDDEN;
  }

  /** RFC 9110, 15.5.2 and 15.5.4. */
  int httpStatus() {
    return isForbidden() ? 403 : 401;
  }

  /** The value of {@code WWW-Authenticate} (RFC 6750, 3). */
  public String challenge() {
    return switch (reason) {
      case MISSING, MALFORMED -> CHALLENGE;
      case UNKNOWN -> CHALLENGE + ", error=\"invalid_token\"";
      case FORBIDDEN ->
          CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + needed.label() + "\"";
    };
  }

  /** An explanation for the sender. */
  public String message() {
    return switch (reason) {
      case MISSING ->
          "a token with the role " + needed.label() + " is required: Authorization: Bearer <token>";
      case UNKNOWN -> "the token is unknown";
      case FORBIDDEN -> "the token does not have the role " + needed.label();
      case MALFORMED -> "the header must be: Authorization: Bearer <token>";
    };
  }
}
