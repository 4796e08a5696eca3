package dev.toolwatch.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the stand-ins of error trackers have in common: what they took, found wrong and answer. */
abstract class ReceivingServer<T> implements AutoCloseable {
  /** An answer to everything. */
  private record Answer(int status, Map<String, String> headers) {}

  /** Something is not as the documentation wants it. */
  static final class WrongRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    WrongRequest(int status, String problem) {
      super(problem);
      this.status = status;
    }
  }

  private final HttpServer server;
  private final List<T> accepted = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<T> unread = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Integer> unreadRefusals = new LinkedBlockingQueue<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Optional<Answer> refusal = Optional.empty();
  private volatile Map<String, String> headers = Map.of();

  /**
   * @param port 0 for any
   */
  ReceivingServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::take);
    server.start();
  }

  /** What is in a request. */
  abstract T read(HttpExchange exchange, byte[] body) throws WrongRequest, IOException;

  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers everything with this from now on, and takes nothing. */
  public void refuse(int status, Map<String, String> with) {
    refusal = Optional.of(new Answer(status, Map.copyOf(with)));
  }

  /** Takes what comes from now on, and answers with these headers. */
  public void accept(Map<String, String> with) {
    headers = Map.copyOf(with);
    refusal = Optional.empty();
  }

  /** All that was taken, the oldest first. */
  public List<T> accepted() {
    return List.copyOf(accepted);
  }

  /** The next that is taken. */
  public T next() throws InterruptedException {
    T next = unread.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came; problems: " + problems);
    }
    return next;
  }

  /** Waits until a request is refused by {@link #refuse}. */
  public void awaitRefusal() throws InterruptedException {
    if (unreadRefusals.poll(30, TimeUnit.SECONDS) == null) {
      throw new AssertionError("nothing came; problems: " + problems);
    }
  }

  /** What was wrong with what came. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** The requests of every kind. */
  public int requests() {
    return requests.get();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      requests.incrementAndGet();
      Optional<Answer> refused = refusal;
      if (refused.isPresent()) {
        answer(exchange, refused.get().status(), refused.get().headers());
        unreadRefusals.add(refused.get().status());
        return;
      }
      T taken = read(exchange, body);
      answer(exchange, 200, headers);
      accepted.add(taken);
      unread.add(taken);
    } catch (WrongRequest e) {
      problems.add(e.getMessage());
      answer(exchange, e.status, Map.of());
    }
  }

  private static void answer(HttpExchange exchange, int status, Map<String, String> with)
      throws IOException {
    with.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    exchange.sendResponseHeaders(status, -1);
  }

  static void check(boolean right, String problem) throws WrongRequest {
    if (!right) {
      throw new WrongRequest(400, problem);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
