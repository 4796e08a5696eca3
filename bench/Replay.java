import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Requests that are prepared before the load and handed out one after another. Uncompressed ones
 * get new ids each time they are sent. There are so many compressed ones that Toolwatch has forgotten
 * a span when it is sent again: it remembers 400,000 unless it is set to more, and would not count it.
 */
final class Replay implements Workload {
  private static final int DISTINCT_SPANS = 450_000;

  private final Queue<Request> idle = new ConcurrentLinkedQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Shape shape;

  /**
   * What the requests contain. Each one is from one service, and the series take turns. A series is
   * a tool of a service: one tool in twenty always fails, the others never do.
   */
  record Shape(Protocol protocol, boolean gzip, int spans, int series) {
    /** Grows as in real fleets: more servers, each with more tools. */
    int services() {
      return series >= 10_000 ? 100 : series >= 1_000 ? 40 : series >= 100 ? 5 : 1;
    }

    int tools() {
      return series / services();
    }
  }

  /** Prepares requests that cover every series and outnumber the connections. */
  Replay(Shape shape, int connections) {
    this.shape = shape;
    int turns = (shape.tools() + shape.spans() - 1) / shape.spans();
    int count = Math.max(shape.services() * turns, connections * 2);
    if (shape.gzip()) {
      count = Math.max(count, DISTINCT_SPANS / shape.spans());
    }
    long endNanos = System.currentTimeMillis() * 1_000_000;
    int requests = count;
    idle.addAll(IntStream.range(0, requests).parallel().mapToObj(i -> request(i, endNanos)).toList());
    numbers.set((long) requests * shape.spans());
  }

  private Request request(int index, long endNanos) {
    int service = index % shape.services();
    int turn = index / shape.services();
    List<Otlp.Call> calls = new ArrayList<>();
    for (int i = 0; i < shape.spans(); i++) {
      long id = (long) index * shape.spans() + i;
      int tool = (int) (((long) turn * shape.spans() + i) % shape.tools());
      long millis = 2 + (Otlp.id(id) >>> 40) % 400;
      calls.add(
          new Otlp.Call(
              "tool_" + tool,
              "user-" + (Otlp.id(id) >>> 20) % 1000,
              tool % 20 == 7,
              id,
              endNanos + id,
              millis * 1_000_000));
    }
    Otlp.Body body = Otlp.request("service-" + service, calls);
    return Request.of(shape.protocol(), shape.gzip(), body.bytes(), body.ids(), shape.spans());
  }

  @Override
  public Request take() {
    Request request = idle.remove();
    request.number(numbers.getAndAdd(request.spans()));
    return request;
  }

  @Override
  public void giveBack(Request request) {
    idle.add(request);
  }

  @Override
  public Protocol protocol() {
    return shape.protocol();
  }

  @Override
  public int spans() {
    return shape.spans();
  }
}
