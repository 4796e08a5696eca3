import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Sends endless distinct names beside a well-behaved sender. hostile.sh explains the options. Exits
 * with 1 if a check fails.
 */
final class Hostile {
  private static final int SPANS = 100;
  private static final int CONNECTIONS = 4;
  private static final int STEADY_RATE = 500;
  private static final int MOST_BYTES = 256 * 1024;

  private final Subject subject;
  private final int port;
  private final long million;
  private final List<String> failed = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong(1L << 40);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong steadySent = new AtomicLong();

  private Hostile(Subject subject, long million) {
    this.subject = subject;
    this.million = million;
    port = subject.port(Protocol.HTTP);
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(arguments);
    List<String> failed;
    try (Subject subject = Subject.start(Subject.Kind.TOOLWATCH, options.command(), Map.of())) {
      Hostile hostile = new Hostile(subject, options.number("million", 1_000_000));
      hostile.run(options.number("limit-mib", 768));
      failed = hostile.failed;
    }
    if (!failed.isEmpty()) {
      System.out.println("failed: " + failed);
      System.exit(1);
    }
  }

  private void run(int limitMiB) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Workload behaved = new Replay(new Replay.Shape(Protocol.GRPC, false, 50, 10), 1);
    Thread steady = new Thread(() -> steady(behaved, over));
    steady.start();
    Thread.sleep(3_000);
    System.out.println("| | spans | spans/s | MiB after a tenth | MiB after all | series | services | page |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|");
    phase("distinct tools", 10 * million, SPANS, this::tools);
    phase("distinct services", million, SPANS, this::services);
    phase("distinct users, sessions and attribute keys", million, SPANS, this::users);
    phase("names, keys and values of up to 256 KiB, nested values", Math.max(1, million / 500), 1, this::sizes);
    over.set(true);
    steady.join();
    finish(limitMiB);
  }

  private void steady(Workload behaved, AtomicBoolean over) {
    try {
      while (!over.get()) {
        Load.Result result =
            Load.run(behaved, subject.port(Protocol.GRPC), 1, STEADY_RATE, Duration.ofSeconds(1)).clean();
        steadySent.addAndGet(result.acceptedSpans());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void phase(String name, long spans, int each, LongFunction<byte[]> request) throws Exception {
    long begun = System.nanoTime();
    send(spans / 10, each, request);
    double tenth = subject.residentMiB();
    send(spans - spans / 10, each, request);
    double seconds = (System.nanoTime() - begun) / 1e9;
    Subject.Page page = subject.scrape();
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %,.0f | %.0f | %.0f | %,.0f | %,.0f | %,d kB |%n",
        name,
        spans,
        spans / seconds,
        tenth,
        subject.residentMiB(),
        page.sum("toolwatch_series{family=\"mcp_server_operation_duration_seconds\"}"),
        page.sum("toolwatch_series{family=\"service\"}"),
        page.text().length() / 1000);
  }

  private void send(long spans, int each, LongFunction<byte[]> bodies) throws InterruptedException {
    Fresh workload = new Fresh(spans, each, bodies);
    while (workload.left.get() > 0) {
      Load.Result result = Load.run(workload, port, CONNECTIONS, 0, Duration.ofMillis(500));
      sent.addAndGet(result.acceptedSpans());
      if (result.answers().size() != 1 || result.answered(200) == 0) {
        throw new IllegalStateException("not all requests were accepted: " + result.answers());
      }
    }
  }

  /** Makes each request on demand. */
  private final class Fresh implements Workload {
    private final AtomicLong left;
    private final int each;
    private final LongFunction<byte[]> bodies;

    private Fresh(long spans, int each, LongFunction<byte[]> bodies) {
      left = new AtomicLong(spans);
      this.each = each;
      this.bodies = bodies;
    }

    @Override
    public Request take() {
      left.addAndGet(-each);
      return Request.of(Protocol.HTTP, false, bodies.apply(numbers.getAndAdd(each)), new int[0], each);
    }

    @Override
    public void giveBack(Request request) {
      // each request is sent only once
    }

    @Override
    public Protocol protocol() {
      return Protocol.HTTP;
    }

    @Override
    public int spans() {
      return each;
    }
  }

  private static Otlp.Message span(long number, String tool) {
    return Otlp.bareSpan(number, tool, System.currentTimeMillis() * 1_000_000);
  }

  private byte[] tools(long first) {
    List<Otlp.Message> spans =
        LongStream.range(first, first + SPANS).mapToObj(i -> span(i, "tool-" + Otlp.id(i))).toList();
    return Otlp.request(List.of(Otlp.resourceSpans("hostile", spans)));
  }

  private byte[] services(long first) {
    return Otlp.request(
        LongStream.range(first, first + SPANS)
            .mapToObj(i -> Otlp.resourceSpans("service-" + Otlp.id(i), List.of(span(i, "tool"))))
            .toList());
  }

  private byte[] users(long first) {
    List<Otlp.Message> spans =
        LongStream.range(first, first + SPANS)
            .mapToObj(
                i ->
                    span(i, "tool")
                        .attribute(9, "enduser.pseudo.id", "user-" + Otlp.id(i))
                        .attribute(9, "mcp.session.id", "session-" + Otlp.id(i))
                        .attribute(9, "key-" + Otlp.id(i), "value"))
            .toList();
    return Otlp.request(List.of(Otlp.resourceSpans("hostile", spans)));
  }

  private byte[] sizes(long number) {
    SplittableRandom random = new SplittableRandom(number);
    Otlp.Message span = span(number, text(random));
    for (int i = 0; i < 10; i++) {
      span.attribute(9, text(random), text(random));
    }
    Otlp.Message nested = new Otlp.Message().text(1, "end");
    for (int i = random.nextInt(50); i > 0; i--) {
      nested = new Otlp.Message().message(5, new Otlp.Message().message(1, nested)); // an array of one value
    }
    span.attribute(9, "enduser.pseudo.id", text(random)).attribute(9, "nested", nested);
    return Otlp.request(List.of(Otlp.resourceSpans(text(random), List.of(span))));
  }

  /**
   * A text with a log-uniform length: short ones are as frequent as long ones, and some are empty.
   */
  private static String text(SplittableRandom random) {
    int length = (int) Math.pow(MOST_BYTES, random.nextDouble()) - 1;
    // Numbers from 2^61 on have twelve digits or more.
    return Long.toString(random.nextLong() >>> 2 | 1L << 61, 36).repeat(length / 10 + 1).substring(0, length);
  }

  private void finish(int limitMiB) throws Exception {
    long all = sent.get() + steadySent.get();
    Subject.Page page = subject.awaitCounted(all);
    System.out.printf(Locale.ROOT, "spans acknowledged %,d, counted %,.0f%n", all, subject.counted(page));
    check("acknowledged and counted differ", subject.counted(page) == all);

    String own = "mcp_server_operation_duration_seconds_count{service_name=\"service-0\"";
    double named =
        page.samples(own)
            .filter(sample -> sample.matches(".*gen_ai_tool_name=\"tool_\\d\".*"))
            .mapToDouble(Subject.Page::value)
            .sum();
    System.out.printf(
        Locale.ROOT,
        "well-behaved service: %,d spans, %,.0f under the names of its %d tools%n",
        steadySent.get(),
        named,
        page.number(own));
    check("the well-behaved service has lost names", named == steadySent.get() && page.number(own) == 10);

    page.samples("toolwatch_series{")
        .forEach(
            sample -> {
              String family = sample.substring(sample.indexOf('{'), sample.indexOf('}') + 1);
              double limit = page.sum("toolwatch_series_limit" + family);
              if (Subject.Page.value(sample) > 0) {
                System.out.printf(
                    Locale.ROOT, "series %s %,.0f, limit %,.0f%n", family, Subject.Page.value(sample), limit);
              }
              check("above the limit: " + family, Subject.Page.value(sample) <= limit);
            });
    System.out.printf(Locale.ROOT, "peak memory %.0f MiB, limit %d MiB%n", subject.peakMiB(), limitMiB);
    check("memory above its limit", subject.peakMiB() < limitMiB);
    subject.checkAlive();
    subject.warnings().stream().limit(5).forEach(line -> System.out.println("logged: " + line));
  }

  private void check(String what, boolean holds) {
    if (!holds) {
      failed.add(what);
    }
  }
}
