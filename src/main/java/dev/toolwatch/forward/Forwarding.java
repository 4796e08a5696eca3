package dev.toolwatch.forward;

import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.Redaction;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.WaitingRequest;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Hands accepted requests to the targets of their signal. Thread-safe; used by the event loops.
 *
 * <p>A request is copied once, whatever the number of its targets. Nothing here waits for a target
 * or for the disk.
 */
public final class Forwarding {
  private static final Logger LOG = Logger.getLogger(Forwarding.class);

  /** Below the 4 MiB that gRPC servers accept by default. */
  static final int REQUEST_BYTES = 4_000_000;

  private static final BitSet NONE = new BitSet();

  private final Map<Signal, List<Delivery<Target>>> targets = new EnumMap<>(Signal.class);

  /** Those that get kept traces only. */
  private final List<Delivery<Target>> ofKept;

  private final Redaction redaction;
  private final InstantSource clock;
  private final LinePace pace;

  /**
   * Hands to some deliveries.
   *
   * @param samples whether Toolwatch decides which traces are kept; otherwise all are
   * @param redaction for traces to targets that want it
   */
  Forwarding(
      List<Delivery<Target>> deliveries,
      boolean samples,
      Redaction redaction,
      InstantSource clock) {
    for (Signal signal : Signal.values()) {
      targets.put(
          signal,
          deliveries.stream()
              .filter(delivery -> delivery.target().signals().contains(signal))
              .filter(
                  delivery -> signal != Signal.TRACES || !samples || delivery.target().allTraces())
              .toList());
    }
    ofKept =
        deliveries.stream()
            .filter(delivery -> delivery.target().signals().contains(Signal.TRACES))
            .filter(delivery -> samples && !delivery.target().allTraces())
            .toList();
    this.redaction = redaction;
    this.clock = clock;
    pace = new LinePace(1, clock);
  }

  /** Whether there is a target for whole requests of a signal. */
  public boolean takes(Signal signal) {
    return !targets.get(signal).isEmpty();
  }

  /**
   * Takes a kept trace for the targets that get only those.
   *
   * @param request its spans, in protobuf; must not be changed afterwards
   * @param spans how many they are
   */
  public void takeKept(byte[] request, int spans) {
    if (ofKept.isEmpty()) {
      return;
    }
    if (request.length <= REQUEST_BYTES) {
      hand(ofKept, Signal.TRACES, request, spans);
      return;
    }
    Slice whole = new Slice();
    whole.set(request, 0, request.length);
    split(ofKept, Signal.TRACES, whole, NONE);
  }

  /**
   * Takes an accepted request for all targets that get whole requests of its signal.
   *
   * @param request in protobuf; it is copied
   * @param items accepted spans, data points or log records in it
   * @param refused the positions of spans, metrics or log records that are not to go on, from 0
   */
  public void take(Signal signal, Slice request, long items, BitSet refused) {
    if (items == 0) {
      return;
    }
    if (request.length() <= REQUEST_BYTES && refused.isEmpty()) {
      hand(
          targets.get(signal),
          signal,
          Arrays.copyOfRange(request.body(), request.from(), request.to()),
          Math.toIntExact(items));
      return;
    }
    split(targets.get(signal), signal, request, refused);
  }

  private void split(List<Delivery<Target>> to, Signal signal, Slice request, BitSet refused) {
    try {
      new RequestSplit(
              signal, REQUEST_BYTES, refused, (part, count) -> hand(to, signal, part, count))
          .split(request);
    } catch (MalformedException e) {
      // The request was decoded before: this is Toolwatch's error.
      if (pace.happened(0) > 0) {
        LOG.error("A request cannot be split and is not forwarded", e);
      }
    }
  }

  private void hand(List<Delivery<Target>> to, Signal signal, byte[] bytes, int items) {
    WaitingRequest waiting = new WaitingRequest(signal, clock.millis(), items, bytes);
    WaitingRequest redacted = null;
    for (Delivery<Target> delivery : to) {
      if (signal == Signal.TRACES && delivery.target().redacts()) {
        redacted = redacted == null ? redacted(waiting) : redacted;
        delivery.offer(redacted);
      } else {
        delivery.offer(waiting);
      }
    }
  }

  private WaitingRequest redacted(WaitingRequest request) {
    try {
      byte[] bytes = redaction.redact(request.bytes(), 0, request.size());
      return new WaitingRequest(request.signal(), request.arrivedMillis(), request.items(), bytes);
    } catch (MalformedException e) {
      throw new IllegalStateException("the request has been decoded before", e);
    }
  }
}
