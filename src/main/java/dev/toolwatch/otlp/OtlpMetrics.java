package dev.toolwatch.otlp;

import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SpanCounts;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantScoped;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
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
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The receiver's own metrics: what has come with a tenant's tokens. What is in flight is in the default
 * tenant's only. Thread-safe.
 */
@TenantScoped
class OtlpMetrics implements MetricSource, Checkpointed {
  private static final Logger LOG = Logger.getLogger(OtlpMetrics.class);

  /** Runs once requests are no longer accepted, but before the event loops stop. */
  private static final int DRAINED = ObserverMethod.DEFAULT_PRIORITY - 100;

  private static final long STOP_SECONDS = 1;
  private static final long SAVE_SECONDS = 5;

  private final OtlpServers servers;
  private final RecordIntakes records;
  private final String tenant = CurrentTenant.name();

  /** What earlier processes counted. */
  private volatile OtlpCheckpoint earlier;

  OtlpMetrics(OtlpServers servers, RecordIntakes records, InstantSource clock) {
    this.servers = servers;
    this.records = records;
    earlier = new OtlpCheckpoint(clock.millis(), LoopCounts.NONE);
  }

  @Override
  public boolean isOfSystem() {
    return true;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return ofTenant().thenApply(counts -> families(counts.plus(earlier.counts())));
  }

  @Override
  public String checkpointName() {
    return "otlp";
  }

  @Override
  public byte[] save() {
    LoopCounts counts = servers.hasListened() ? await(ofTenant()) : LoopCounts.NONE;
    return new OtlpCheckpoint(earlier.createdMillis(), counts.plus(earlier.counts())).toBytes();
  }

  private static LoopCounts await(CompletableFuture<LoopCounts> counts) {
    try {
      return counts.get(SAVE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("An event loop did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the event loops", e);
    }
  }

  @Override
  public void restore(byte[] state) {
    earlier = OtlpCheckpoint.of(state);
  }

  /** Logs how many spans were accepted, because no scrape will see the final count. */
  void stop(@Observes @Priority(DRAINED) ShutdownEvent shutdown) throws InterruptedException {
    if (!servers.isListening()) {
      return;
    }
    try {
      ReceiverCounts received =
          sum(EventLoop::counts, records.counts()).get(STOP_SECONDS, TimeUnit.SECONDS).received();
      long accepted =
          Arrays.stream(Transport.values())
              .mapToLong(transport -> received.accepted(Signal.TRACES, transport))
              .sum();
      LOG.infof("OTLP receiver stopped: %d spans accepted", accepted);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Cannot read the counts of the OTLP receiver", e);
    }
  }

  private CompletableFuture<LoopCounts> ofTenant() {
    return sum(loop -> loop.counts(tenant), isOfOperator() ? records.counts() : List.of());
  }

  /** Records of Kafka come with no token. */
  private boolean isOfOperator() {
    return tenant.equals(CurrentTenant.DEFAULT);
  }

  private CompletableFuture<LoopCounts> sum(
      Function<EventLoop, CompletableFuture<LoopCounts>> counts,
      List<CompletableFuture<LoopCounts>> others) {
    List<CompletableFuture<LoopCounts>> taken =
        Stream.concat(servers.loops().stream().map(counts), others.stream()).toList();
    return CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                taken.stream()
                    .map(CompletableFuture::join)
                    .reduce(LoopCounts.NONE, LoopCounts::plus));
  }

  private List<MetricFamily> families(LoopCounts counts) {
    ReceiverCounts received = counts.received();
    SpanCounts spans = counts.spans();
    return List.of(
        MetricFamily.counter(
            "toolwatch_otlp_items",
            "Spans, data points and log records received; the sender is told about rejected ones.",
            items(received)),
        MetricFamily.counter(
            "toolwatch_otlp_requests",
            "OTLP requests answered, by HTTP status or gRPC status code.",
            requests(received)),
        MetricFamily.counter(
            "toolwatch_spans",
            "Accepted spans, by what became of them. With the pending ones, they sum to the accepted"
                + " spans.",
            dispositions(spans)),
        MetricFamily.counter(
            "toolwatch_spans_repeated",
            "Spans that had been accepted before, because their sender sent them again. They do not"
                + " count a second time.",
            List.of(sample(Labels.EMPTY, spans.repeated()))),
        MetricFamily.gauge(
            "toolwatch_spans_pending",
            "Accepted spans that are waiting for their ancestors.",
            "",
            (double) spans.pending()),
        MetricFamily.counter(
            "toolwatch_join_incomplete",
            "Spans decided before their trace was complete, by reason.",
            incomplete(spans)),
        MetricFamily.gauge(
            "toolwatch_otlp_in_flight_bytes",
            "Bytes of OTLP requests received but not yet answered.",
            "bytes",
            isOfOperator()
                ? List.of(new GaugeSample(Labels.EMPTY, servers.state().inFlightBytes()))
                : List.of()));
  }

  private List<CounterSample> items(ReceiverCounts received) {
    List<CounterSample> samples = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      for (Transport transport : Transport.values()) {
        long accepted = received.accepted(signal, transport);
        long rejected = received.rejected(signal, transport);
        if (transport == Transport.KAFKA
            && (records.isEmpty() || !isOfOperator())
            && accepted + rejected == 0) {
          continue;
        }
        samples.add(sample(items(signal, transport, "accepted"), accepted));
        samples.add(sample(items(signal, transport, "rejected"), rejected));
      }
    }
    return samples;
  }

  private static Labels items(Signal signal, Transport transport, String result) {
    return Labels.of("signal", signal.label(), "transport", transport.label(), "result", result);
  }

  private List<CounterSample> requests(ReceiverCounts received) {
    List<CounterSample> samples = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      for (Transport transport : Transport.values()) {
        for (Answer.Code code : Answer.Code.values()) {
          long count = received.requests(signal, transport, code);
          if (count > 0) {
            int status =
                switch (transport) {
                  case HTTP, KAFKA -> code.httpStatus();
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

  private List<CounterSample> incomplete(SpanCounts spans) {
    return List.of(
        sample(Labels.of("reason", "expired"), spans.expired()),
        sample(Labels.of("reason", "overflow"), spans.overflowed()),
        sample(Labels.of("reason", "late"), spans.late()),
        sample(Labels.of("reason", "forgotten"), spans.forgottenEarly()));
  }

  private List<CounterSample> dispositions(SpanCounts spans) {
    List<CounterSample> samples = new ArrayList<>();
    for (Disposition disposition : Disposition.values()) {
      Labels labels = Labels.of("disposition", disposition.label());
      samples.add(sample(labels, spans.of(disposition)));
    }
    return samples;
  }

  private CounterSample sample(Labels labels, long count) {
    return new CounterSample(labels, count, earlier.createdMillis(), Exemplar.NONE);
  }
}
