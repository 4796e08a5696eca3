package dev.toolwatch.forward;

import dev.toolwatch.signal.Redaction;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.WaitingRequest;
import dev.toolwatch.testing.SettableTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A target that keeps what is sent to it, for tests of other stages. */
public final class ForwardedRequests {
  private final List<WaitingRequest> sent = new ArrayList<>();
  private final Delivery<Target> delivery;
  private final Forwarding forwarding;

  /** A target of these signals. */
  public ForwardedRequests(Signal... signals) {
    this(true, signals);
  }

  /** A target of kept traces. */
  public static ForwardedRequests ofKept() {
    return new ForwardedRequests(false, Signal.TRACES);
  }

  private ForwardedRequests(boolean allTraces, Signal... signals) {
    this(allTraces, false, true, signals);
  }

  /**
   * @param redacts whether values of the attribute {@code secret} are replaced
   * @param samples whether Toolwatch decides which traces are kept
   */
  ForwardedRequests(boolean allTraces, boolean redacts, boolean samples, Signal... signals) {
    SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
    Target target =
        new Target(
            "kept",
            URI.create("http://kept:4317"),
            Target.Protocol.GRPC,
            Set.of(signals),
            allTraces,
            redacts,
            Map.of(),
            Duration.ofSeconds(1),
            false,
            Optional.empty());
    delivery =
        new Delivery<>(
            target,
            new Kept(sent),
            1_000_000_000,
            null,
            new TargetCounts(),
            new Backoff(() -> 0),
            time);
    forwarding =
        new Forwarding(
            List.of(delivery),
            samples,
            new Redaction(List.of("secret"), Redaction.TextRedaction.NONE),
            time);
  }

  public Forwarding forwarding() {
    return forwarding;
  }

  /** The requests sent since the last call. */
  public List<byte[]> bytes() {
    deliver();
    List<byte[]> bytes = sent.stream().map(WaitingRequest::bytes).toList();
    sent.clear();
    return bytes;
  }

  /** The items sent since the last call, or call of {@link #bytes}. */
  public int items() {
    deliver();
    int items = sent.stream().mapToInt(WaitingRequest::items).sum();
    sent.clear();
    return items;
  }

  private void deliver() {
    while (delivery.queueBytes() > 0) {
      delivery.turn();
    }
  }

  private record Kept(List<WaitingRequest> sent) implements Sender {
    @Override
    public CompletableFuture<SendResult> send(Batch batch) {
      sent.addAll(batch.requests());
      return CompletableFuture.completedFuture(new SendResult.Delivered(0, ""));
    }

    @Override
    public void renew() {}

    @Override
    public void close() {}
  }
}
