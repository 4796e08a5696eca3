package dev.toolwatch.otlp;

import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.mcp.Disposition;
import dev.toolwatch.mcp.JoinCounts;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** What the receiver tells of itself. Thread-safe. */
@ApplicationScoped
class OtlpMetrics implements MetricSource, Checkpointed {
  private static final Logger LOG = Logger.getLogger(OtlpMetrics.class);

  /** When nothing is accepted any more, and the event loops are still there to ask. */
  private static final int DRAINED = ObserverMethod.DEFAULT_PRIORITY - 100;

  private static final long STOP_SECONDS = 1;
  private static final long SAVE_SECONDS = 5;

  private final OtlpServers servers;

  /** What earlier processes have counted. */
  private volatile OtlpCheckpoint earlier;

  OtlpMetrics(OtlpServers servers, InstantSource clock) {
    this.servers = servers;
    earlier = new OtlpCheckpoint(clock.millis(), LoopCounts.NONE);
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return counts().thenApply(counts -> families(counts.plus(earlier.counts())));
  }

  @Override
  public String checkpointName() {
    return "otlp";
  }

  @Override
  public byte[] save() {
    LoopCounts counts = servers.hasListened() ? await(counts()) : LoopCounts.NONE;
    return new OtlpCheckpoint(earlier.createdMillis(), counts.plus(earlier.counts())).toBytes();
  }

  private static LoopCounts await(CompletableFuture<LoopCounts> counts) {
    try {
      return counts.get(SAVE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("an event loop does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void restore(byte[] state) {
    earlier = OtlpCheckpoint.of(state);
  }

  /** The last word on what was accepted, which no scrape comes in time for. */
  void stop(@Observes @Priority(DRAINED) ShutdownEvent shutdown) throws InterruptedException {
    if (!servers.isListening()) {
      return;
    }
    try {
      ReceiverCounts tally = counts().get(STOP_SECONDS, TimeUnit.SECONDS).received();
      long accepted =
          Arrays.stream(Transport.values())
              .mapToLong(transport -> tally.accepted(Signal.TRACES, transport))
              .sum();
      LOG.infof("OTLP receiver stopped: %d spans accepted", accepted);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The OTLP receiver's counts did not come", e);
    }
  }

  private CompletableFuture<LoopCounts> counts() {
    List<CompletableFuture<LoopCounts>> taken =
        servers.loops().stream().map(loop -> loop.counts().toCompletableFuture()).toList();
    return CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                taken.stream()
                    .map(CompletableFuture::join)
                    .reduce(LoopCounts.NONE, LoopCounts::plus));
  }

  private List<MetricFamily> families(LoopCounts counts) {
    ReceiverCounts tally = counts.received();
    JoinCounts joins = counts.joins();
    return List.of(
        counter(
            "toolwatch_otlp_items",
            "Spans, data points and log records received; rejected ones were answered as such.",
            items(tally)),
        counter(
            "toolwatch_otlp_requests",
            "OTLP requests answered, by HTTP status or gRPC status code.",
            requests(tally)),
        counter(
            "toolwatch_spans",
            "Accepted spans by what became of them: with those pending, sums to the accepted"
                + " spans.",
            dispositions(joins)),
        gauge(
            "toolwatch_spans_pending",
            "Accepted spans that wait for the spans above them.",
            "",
            (double) joins.pending()),
        counter(
            "toolwatch_join_incomplete",
            "Spans decided on without having seen all of their trace, by reason.",
            incomplete(joins)),
        gauge(
            "toolwatch_otlp_in_flight_bytes",
            "Bytes of OTLP requests received and not yet answered.",
            "bytes",
            (double) servers.inFlight().used()));
  }

  private List<CounterSample> items(ReceiverCounts tally) {
    List<CounterSample> samples = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      for (Transport transport : Transport.values()) {
        long accepted = tally.accepted(signal, transport);
        long rejected = tally.rejected(signal, transport);
        samples.add(sample(items(signal, transport, "accepted"), accepted));
        samples.add(sample(items(signal, transport, "rejected"), rejected));
      }
    }
    return samples;
  }

  private static Labels items(Signal signal, Transport transport, String result) {
    return Labels.of("signal", signal.label(), "transport", transport.label(), "result", result);
  }

  private List<CounterSample> requests(ReceiverCounts tally) {
    List<CounterSample> samples = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      for (Transport transport : Transport.values()) {
        for (Answer.Code code : Answer.Code.values()) {
          long count = tally.requests(signal, transport, code);
          if (count > 0) {
            int status =
                switch (transport) {
                  case HTTP -> code.httpStatus();
                  case GRPC -> code.grpcStatus();
                };
            Labels labels =
                Labels.of(
                    "signal",
                    signal.label(),
                    "transport",
                    transport.label(),
                    "status",
                    Integer.toString(status));
            samples.add(sample(labels, count));
          }
        }
      }
    }
    return samples;
  }

  private List<CounterSample> incomplete(JoinCounts joins) {
    return List.of(
        sample(Labels.of("reason", "expired"), joins.expired()),
        sample(Labels.of("reason", "overflow"), joins.overflowed()),
        sample(Labels.of("reason", "late"), joins.late()),
        sample(Labels.of("reason", "forgotten"), joins.forgottenEarly()));
  }

  private List<CounterSample> dispositions(JoinCounts joins) {
    List<CounterSample> samples = new ArrayList<>();
    for (Disposition disposition : Disposition.values()) {
      Labels labels = Labels.of("disposition", disposition.label());
      samples.add(sample(labels, joins.of(disposition)));
    }
    return samples;
  }

  private CounterSample sample(Labels labels, long count) {
    return new CounterSample(labels, count, earlier.createdMillis(), Exemplar.NONE);
  }

  private static MetricFamily counter(String name, String help, List<CounterSample> samples) {
    return new MetricFamily(name, help, "", MetricFamily.Type.COUNTER, samples);
  }

  private static MetricFamily gauge(String name, String help, String unit, double value) {
    return new MetricFamily(
        name, help, unit, MetricFamily.Type.GAUGE, List.of(new GaugeSample(Labels.of(), value)));
  }
}
