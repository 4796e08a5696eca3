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
    MALFORMED("malformed"),
    /** The session of the console is over, or never was. */
    SESSION("session"),
    /** The request is for a host name that is not ours. */
    HOST("host"),
    /** A browser sent it for a page of another site. */
    CROSS_SITE("cross_site"),
    /** It is not valid HTTP. */
    REQUEST("request"),
    /** What it sends to log in is longer than any token. */
    SIZE("size");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** The status of the answer (RFC 9110, 15.5). */
  public int httpStatus() {
    return switch (reason) {
      case MISSING, UNKNOWN, MALFORMED, SESSION -> 401;
      case FORBIDDEN, CROSS_SITE -> 403;
      case HOST -> 421;
      case REQUEST -> 400;
      case SIZE -> 413;
    };
  }

  /** The title of the problem. */
  String title() {
    return switch (httpStatus()) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 413 -> "Content Too Large";
      default -> "Misdirected Request";
    };
  }

  /** The value of {@code WWW-Authenticate} (RFC 6750, 3); empty if no token would help. */
  public String challenge() {
    return switch (reason) {
      case MISSING, MALFORMED, SESSION -> CHALLENGE;
      case UNKNOWN -> CHALLENGE + ", error=\"invalid_token\"";
      case FORBIDDEN ->
          CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + needed.label() + "\"";
      case HOST, CROSS_SITE, REQUEST, SIZE -> "";
    };
  }

  /** An explanation for the sender. */
  public String message() {
    return switch (reason) {
      case MISSING ->
          "a token with the role "
              + needed.label()
              + " is required: Authorization: Bearer <token>"
              + (needed == Role.INGEST
                  ? ", for exporters OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20<token>"
                  : "");
      case UNKNOWN -> "the token is unknown";
      case FORBIDDEN -> "the token does not have the role " + needed.label();
      case MALFORMED -> "the header must be: Authorization: Bearer <token>";
      case HOST ->
          "this host name is not allowed: add it to toolwatch.http.allowed-hosts, or use an address";
      case CROSS_SITE ->
          "pages of other sites may not change anything here, nor read anything by a session";
      case REQUEST -> "the request is not valid HTTP";
      case SESSION -> "the session is over: log in again";
      case SIZE -> "a login is a JSON object with a token, and of a known length";
    };
  }
}
