package dev.toolwatch.forward;

import dev.toolwatch.forward.TargetCounts.Result;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.WaitingRequest;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.SettableTime;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A delivery, driven by the test's own thread, to a target that answers as the test says. */
final class DeliveryFixture implements Sender {
  static final SendResult ACCEPTED = new SendResult.Delivered(0, "");
  static final SendResult AWAY = new SendResult.Retry(0, "connection refused");
  static final SendResult REFUSED = new SendResult.Refused("HTTP 400");

  final SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  final TargetCounts counts = new TargetCounts();

  /** Names of the spans that the target has accepted, in their order. */
  final List<String> accepted = new ArrayList<>();

  /** How many requests each batch had. */
  final List<Integer> batches = new ArrayList<>();

  /** Answers to the next batches; then the target accepts everything. */
  final Deque<SendResult> answers = new ArrayDeque<>();

  final Delivery<Target> delivery;
  private final Map<Signal, Long> taken = new HashMap<>();
  private CompletableFuture<SendResult> held;
  private boolean holding;
  private Batch sent;

  /** Without a spool. */
  DeliveryFixture(long maxBytes) {
    this(maxBytes, null, 0);
  }

  DeliveryFixture(long maxBytes, Path directory, long spoolBytes) {
    Target target =
        new Target(
            "jaeger",
            URI.create("http://jaeger:4317"),
            Target.Protocol.GRPC,
            Set.of(Signal.TRACES, Signal.LOGS),
            true,
            false,
            Map.of(),
            Duration.ofSeconds(10),
            false,
            Optional.empty());
    delivery =
        new Delivery<>(
            target,
            this,
            maxBytes,
            directory == null ? null : () -> Spool.open(directory, spoolBytes, counts),
            counts,
            new Backoff(() -> 0.5),
            time);
    delivery.open();
  }

  /** A request with spans of these names. */
  static WaitingRequest request(String... names) {
    Span.Builder[] spans =
        Arrays.stream(names)
            .map(name -> Span.newBuilder().setName(name))
            .toArray(Span.Builder[]::new);
    byte[] bytes = Requests.request("s", spans).toByteArray();
    return new WaitingRequest(Signal.TRACES, 1_790_000_000_000L, names.length, bytes);
  }

  void offer(String... names) {
    offer(request(names));
  }

  void offer(WaitingRequest request) {
    taken.merge(request.signal(), (long) request.items(), Long::sum);
    delivery.offer(request);
  }

  /** Lets the delivery work until there is nothing to do before time passes. */
  void run() {
    for (int turns = 0; turns < 1000; turns++) {
      long wait = delivery.turn();
      boolean answered = sent == null;
      if (answered && wait > 0 && !holding && idle()) {
        return;
      }
      if (holding && held != null) {
        return;
      }
    }
  }

  private int batchesBefore = -1;

  private boolean idle() {
    boolean same = batches.size() == batchesBefore;
    batchesBefore = batches.size();
    return same;
  }

  /** The target does not answer until {@link #release}. */
  void hold() {
    holding = true;
  }

  void release(SendResult answer) {
    holding = false;
    CompletableFuture<SendResult> waiting = held;
    held = null;
    answer(waiting, answer);
  }

  @Override
  public CompletableFuture<SendResult> send(Batch batch) {
    batches.add(batch.requests().size());
    sent = batch;
    CompletableFuture<SendResult> result = new CompletableFuture<>();
    if (holding) {
      held = result;
    } else {
      answer(result, answers.isEmpty() ? ACCEPTED : answers.removeFirst());
    }
    return result;
  }

  private void answer(CompletableFuture<SendResult> result, SendResult answer) {
    if (answer instanceof SendResult.Delivered) {
      for (WaitingRequest request : sent.requests()) {
        if (request.signal() == Signal.TRACES) {
          names(request).forEach(accepted::add);
        }
      }
    }
    sent = null;
    result.complete(answer);
  }

  static List<String> names(WaitingRequest request) {
    try {
      return ExportTraceServiceRequest.parseFrom(request.bytes()).getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .flatMap(scope -> scope.getSpansList().stream())
          .map(Span::getName)
          .toList();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void renew() {}

  @Override
  public void close() {}

  long count(Result result) {
    return counts.of(Signal.TRACES, result);
  }

  long waiting() {
    return delivery.waiting(Signal.TRACES);
  }

  /** Taken minus delivered, refused, dropped and waiting, over all signals: always 0. */
  long unaccounted() {
    long left = 0;
    for (Signal signal : Signal.values()) {
      left += taken.getOrDefault(signal, 0L) - delivery.waiting(signal);
      for (Result result : Result.values()) {
        left -= counts.of(signal, result);
      }
    }
    return left;
  }

  void pass(Duration duration) {
    time.advance(duration);
  }
}
