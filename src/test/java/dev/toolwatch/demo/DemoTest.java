package dev.toolwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoTest {
  // As Quarkus does in the service. Held here: the log manager holds them weakly.
  private static final List<Logger> EXPORTERS =
      List.of(
          Logger.getLogger("io.opentelemetry.exporter.internal.grpc.GrpcExporter"),
          Logger.getLogger("io.opentelemetry.exporter.internal.http.HttpExporter"));

  private final List<LogRecord> complaints = new CopyOnWriteArrayList<>();
  private final Handler complaintsHandler = new Complaints();

  @BeforeEach
  void listen() {
    EXPORTERS.forEach(exporter -> exporter.setLevel(Level.OFF));
    Logger.getLogger("").addHandler(complaintsHandler);
  }

  @AfterEach
  void stopListening() {
    EXPORTERS.forEach(exporter -> exporter.setLevel(null));
    Logger.getLogger("").removeHandler(complaintsHandler);
  }

  @Test
  void start_sendsEveryServersSpans_halfByGrpcAndHalfByHttp() throws IOException {
    try (TestReceiver receiver = new TestReceiver()) {
      Demo demo = new Demo(settings(receiver.grpcEndpoint(), receiver.httpEndpoint()), clock());
      demo.start(Optional::empty);
      await().until(() -> receiver.servicesByGrpc().size() == 3);
      await().until(() -> receiver.servicesByHttp().size() == 4);
      demo.stop();

      assertThat(receiver.servicesByGrpc())
          .containsExactly("issues-mcp", "knowledge-mcp", "warehouse-mcp");
      assertThat(receiver.servicesByHttp())
          .containsExactly("calendar-mcp", "code-mcp", "customers-mcp", Fleet.AGENT);
      assertThat(complaints).isEmpty();
    }
  }

  @Test
  void stop_deliversAllThatWasMade_withinTwoSeconds() throws IOException {
    try (TestReceiver receiver = new TestReceiver()) {
      FleetRun run =
          new FleetRun(
              settings(receiver.grpcEndpoint(), receiver.httpEndpoint()),
              Optional.empty(),
              clock());
      run.begin();
      await().until(() -> receiver.spans().size() > 1_000);
      long began = System.nanoTime();
      run.close();

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      assertThat(run.report().lost()).isZero();
      assertThat(receiver.spans().size() + receiver.logs().size())
          .isEqualTo(Math.toIntExact(run.report().delivered()));
      assertThat(receiver.spans()).extracting(Span::getSpanId).doesNotHaveDuplicates();
    }
  }

  @Test
  void start_targetAway_warnsOnce_andStopsCleanly() throws IOException {
    URI nobody = URI.create("http://127.0.0.1:" + unusedPort());
    FleetRun run = new FleetRun(settings(nobody, nobody), Optional.empty(), clock());
    run.begin();
    await().until(() -> run.report().lost() > 100);
    long began = System.nanoTime();
    run.close();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(run.report().delivered()).isZero();
    assertThat(complaints)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getLevel().intValue()).isEqualTo(Level.WARNING.intValue());
              assertThat(line.getThrown()).isNull();
            });
  }

  @Test
  void start_withADuration_stopsByItself() throws IOException {
    try (TestReceiver receiver = new TestReceiver()) {
      Settings settings =
          new Settings(
              true,
              500,
              Optional.of(Duration.ofMillis(300)),
              receiver.grpcEndpoint(),
              receiver.httpEndpoint());
      FleetRun run = new FleetRun(settings, Optional.empty(), clock());
      run.begin();
      await().until(run::isClosed);

      assertThat(run.report().delivered())
          .isEqualTo(receiver.spans().size() + receiver.logs().size())
          .isPositive();
      assertThat(complaints).isEmpty();
    }
  }

  @Test
  void start_notEnabled_doesNothing() {
    URI nobody = URI.create("http://127.0.0.1:9");
    Demo demo = new Demo(new Settings(false, -1, Optional.empty(), nobody, nobody), clock());
    demo.start(Optional::empty);
    demo.stop();
    assertThat(demo.isEnabled()).isFalse();
  }

  @Test
  void start_impossibleRate_namesTheSetting() {
    URI nobody = URI.create("http://127.0.0.1:9");
    Demo demo = new Demo(new Settings(true, 0, Optional.empty(), nobody, nobody), clock());
    assertThatThrownBy(() -> demo.start(Optional::empty))
        .hasMessageContaining("toolwatch.demo.rate");
  }

  private static InstantSource clock() {
    return InstantSource.system();
  }

  private static DemoSettings settings(URI grpc, URI http) {
    return new Settings(true, 1_000, Optional.empty(), grpc, http);
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private record Settings(
      boolean enabled, double rate, Optional<Duration> duration, URI grpcEndpoint, URI httpEndpoint)
      implements DemoSettings {
    @Override
    public int users() {
      return 300;
    }

    @Override
    public boolean past() {
      return false;
    }

    @Override
    public long seed() {
      return 42;
    }

    @Override
    public Optional<String> token() {
      return Optional.empty();
    }

    @Override
    public double daySpeedUp() {
      return 1;
    }
  }

  /** Keeps what is logged at WARNING and above. */
  private final class Complaints extends Handler {
    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
        complaints.add(line);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
