package dev.toolwatch.forward;

import dev.toolwatch.forward.TargetCounts.Result;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.spool.WaitingRequest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Messages to one {@link Mailbox}, each posted by a request of its own, the oldest first, until it is
 * taken or refused. They wait as forwarded requests do: in memory, and on disk while the mailbox does
 * not take them; when both are full, the oldest are dropped. Thread-safe.
 *
 * <p>In the files a message is a record of the signal logs: the directory holds nothing else.
 */
public final class Outbox {
  /** The one signal of its requests. */
  private static final Signal KIND = Signal.LOGS;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final TargetCounts counts = new TargetCounts();
  private final Delivery<Letters> delivery;
  private final DeliveryThread thread;

  /**
   * How much may wait.
   *
   * @param memory bytes in memory
   * @param disk bytes on disk
   */
  public record Limits(long memory, long disk) {}

  private record Letters(Mailbox mailbox, Limits most) implements Destination {
    private static final int MEGA = 1024 * 1024;

    @Override
    public String name() {
      return mailbox.name();
    }

    @Override
    public URI endpoint() {
      return mailbox.url();
    }

    @Override
    public int requestsAtOnce() {
      return 1;
    }

    @Override
    public String items(Signal signal) {
      return "events";
    }

    @Override
    public String limits() {
      return "%dM in memory, %dM on disk".formatted(most.memory() / MEGA, most.disk() / MEGA);
    }

    @Override
    public String settings() {
      return mailbox.settings();
    }
  }

  /**
   * An outbox that has not begun to send.
   *
   * @param directory of what waits on disk; made if it does not exist
   */
  public Outbox(Mailbox mailbox, Path directory, Limits limits, Vertx vertx, SteadyClock clock) {
    delivery =
        new Delivery<>(
            new Letters(mailbox, limits),
            new Carrier(mailbox, vertx),
            limits.memory(),
            () -> Spool.open(directory, limits.disk(), counts),
            counts,
            new Backoff(new SplittableRandom()::nextDouble),
            clock);
    thread = new DeliveryThread(delivery);
  }

  /** Begins to send, what an earlier process has left first. To be called once. */
  public void start() {
    thread.start();
  }

  /**
   * Takes a message. Never waits.
   *
   * @param message must not be changed afterwards
   */
  public void offer(byte[] message, long nowMillis) {
    delivery.offer(new WaitingRequest(KIND, nowMillis, 1, message));
  }

  /** Messages that the mailbox has taken. */
  public long delivered() {
    return counts.of(KIND, Result.DELIVERED);
  }

  /** Messages that the mailbox has refused, or a limit has pushed out. */
  public long lost() {
    return counts.of(KIND, Result.REFUSED) + counts.of(KIND, Result.DROPPED);
  }

  /** Messages that wait or are being sent. */
  public long waiting() {
    return delivery.waiting(KIND);
  }

  /** Sends what waits in memory until a moment on the monotonic clock, and leaves the rest on disk. */
  public void finish(long atNanos) {
    thread.finish(atNanos);
  }

  /** Waits for the end after {@link #finish}, and says what is lost. */
  public void join(Duration longest) throws InterruptedException {
    thread.join(Math.max(1, longest.toMillis()));
    thread.report();
  }

  /** Posts messages, unless the mailbox has asked for silence. */
  private static final class Carrier implements Sender {
    private final Mailbox mailbox;
    private final HttpPost post;

    Carrier(Mailbox mailbox, Vertx vertx) {
      this.mailbox = mailbox;
      HttpClientOptions options =
          new HttpClientOptions()
              .setSsl(isTls(mailbox.url()))
              .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
              .setMaxPoolSize(1)
              .setTracingPolicy(TracingPolicy.IGNORE);
      post = new HttpPost(vertx, TIMEOUT, () -> options);
    }

    private static boolean isTls(URI url) {
      return "https".equalsIgnoreCase(url.getScheme());
    }

    @Override
    public CompletableFuture<SendResult> send(Batch batch) {
      long pause = mailbox.pauseMillis();
      if (pause > 0) {
        return CompletableFuture.completedFuture(
            new SendResult.Retry(
                pause, "it has asked to be sent nothing for %d s".formatted((pause + 999) / 1000)));
      }
      URI url = mailbox.url();
      String host = url.getHost();
      RequestOptions head =
          new RequestOptions()
              .setHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
              .setPort(url.getPort() >= 0 ? url.getPort() : isTls(url) ? HTTPS : HTTP)
              .setSsl(isTls(url))
              .setURI(url.getRawPath());
      mailbox.headers().forEach(head::putHeader);
      if (mailbox.gzip()) {
        head.putHeader("Content-Encoding", "gzip");
      }
      return post.send(head, Payload.of(batch, mailbox.gzip()), mailbox::meaning);
    }

    @Override
    public void renew() {
      post.renew();
    }

    @Override
    public void close() {
      post.close();
    }
  }
}
