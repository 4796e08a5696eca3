import java.io.IOException;

/** The two ways of OTLP. An answer is HTTP's status, or that of gRPC. */
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

  /** The answer that an accepted request of which not every span was accepted stands for. */
  static final int PARTIAL = -1;

  /** The answer of a connection that broke. */
  static final int BROKEN = -2;

  abstract Connection connect(int port) throws IOException;

  abstract boolean accepted(int answer);

  /** As OTLP 1.9, "Failures", has it. */
  abstract boolean retryable(int answer);

  /** Carries one request at a time. Closing it from another thread ends a send with an IOException. */
  interface Connection extends AutoCloseable {
    int send(Request request) throws IOException;

    @Override
    void close() throws IOException;
  }
}
