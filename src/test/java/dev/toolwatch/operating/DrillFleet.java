package dev.toolwatch.operating;

import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The drill's servers, each of which sends what it has every five seconds, as SDKs do. */
final class DrillFleet implements AutoCloseable {
  /** OTEL_BSP_SCHEDULE_DELAY's default. */
  private static final Duration EXPORT = Duration.ofSeconds(5);

  private final List<DrillServer> servers;
  private final Pace pace;
  private final OtlpHttpClient client;
  private final InstantSource clock;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  private Instant sentUntil;
  private final AtomicInteger refused = new AtomicInteger();

  /**
   * @param port where OTLP/HTTP is taken
   */
  DrillFleet(List<DrillServer> servers, Pace pace, int port, InstantSource clock) {
    this.servers = List.copyOf(servers);
    this.pace = pace;
    this.clock = clock;
    client = new OtlpHttpClient(port, HttpClient.Version.HTTP_1_1);
    sentUntil = clock.instant();
    long every = pace.of(EXPORT).toMillis();
    Future<?> unused = thread.scheduleAtFixedRate(this::send, every, every, TimeUnit.MILLISECONDS);
  }

  private void send() {
    Instant now = clock.instant();
    ResourceSpans.Builder[] resources =
        servers.stream()
            .map(
                server ->
                    Requests.resourceSpans(
                        server.name(),
                        server.spans(sentUntil, now, pace.factor()).toArray(Span.Builder[]::new)))
            .toArray(ResourceSpans.Builder[]::new);
    sentUntil = now;
    byte[] request = Requests.request(resources).toByteArray();
    if (client.post("/v1/traces", request, OtlpHttpClient.PROTOBUF).statusCode() != 200) {
      refused.incrementAndGet();
    }
  }

  /** Requests that were not taken. */
  int refused() {
    return refused.get();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
