import java.io.IOException;

/** The two transports of OTLP. An answer is the HTTP status or the gRPC status code. */
enum Protocol {
  HTTP {
    @Override
    Connection connect(int port) throws IOException {
      return new HttpConnection(port);
    }

    @Override
    boolean accepted(int answer) {
      return answer == 200;
    }

    @Override
    boolean retryable(int answer) {
      return answer == 429 || answer == 502 || answer == 503 || answer == 504;
    }
  },
  GRPC {
    @Override
    Connection connect(int port) throws IOException {
      return new GrpcConnection(port);
    }

    @Override
    boolean accepted(int answer) {
      return answer == 0;
    }

    @Override
    boolean retryable(int answer) {
      return answer == 1 || answer == 4 || answer == 8 || answer == 10 || answer == 11 || answer == 14 || answer == 15;
    }
  };

  /** The answer if a request was accepted but not all of its spans. */
  static final int PARTIAL = -1;

  /** The answer if the connection broke. */
  static final int BROKEN = -2;

  abstract Connection connect(int port) throws IOException;

  abstract boolean accepted(int answer);

  /** Whether OTLP 1.9, "Failures", lets clients retry after this answer. */
  abstract boolean retryable(int answer);

  /**
   * Carries one request at a time. Closing it from another thread makes a send throw an
   * IOException.
   */
  interface Connection extends AutoCloseable {
    int send(Request request) throws IOException;

    @Override
    void close() throws IOException;
  }
}
