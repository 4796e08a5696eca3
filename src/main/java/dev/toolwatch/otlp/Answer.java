package dev.toolwatch.otlp;

import dev.toolwatch.security.Refusal;

/**
 * The result of a request, before it is written in the request's protocol and encoding.
 *
 * @param code the kind of result
 * @param rejected the number of items refused in an otherwise accepted request
 * @param message a text for the sender; may be empty
 */
record Answer(Code code, long rejected, String message) {
  /** The kind of result, with its status in each protocol (OTLP 1.11, "Failures"). */
  enum Code {
    ACCEPTED(200, 0),
    MALFORMED(400, 3),
    UNAUTHENTICATED(401, 16),
    FORBIDDEN(403, 7),
    NOT_FOUND(404, 12),
    METHOD_NOT_ALLOWED(405, 12),
    TIMEOUT(408, 4),
    TOO_LARGE(413, 8),
    UNSUPPORTED(415, 12),
    MISDIRECTED(421, 3),
    INTERNAL(500, 13),
    /** The sender may send the same request again. */
    OVERLOADED(503, 14);

    private final int httpStatus;
    private final int grpcStatus;

    Code(int httpStatus, int grpcStatus) {
      this.httpStatus = httpStatus;
      this.grpcStatus = grpcStatus;
    }

    int httpStatus() {
      return httpStatus;
    }

    /** The gRPC status code (grpc.io, "Status codes and their use in gRPC"). */
    int grpcStatus() {
      return grpcStatus;
    }
  }

  /** How long a sender should wait after an overload before it retries, in seconds. */
  static final int RETRY_SECONDS = 1;

  static Answer accepted(long rejected, String message) {
    return new Answer(Code.ACCEPTED, rejected, message);
  }

  static Answer refused(Code code, String message) {
    return new Answer(code, 0, message);
  }

  static Answer refused(Refusal refusal) {
    Code code =
        switch (refusal.httpStatus()) {
          case 401 -> Code.UNAUTHENTICATED;
          case 421 -> Code.MISDIRECTED;
          default -> Code.FORBIDDEN;
        };
    return refused(code, refusal.message());
  }
}
