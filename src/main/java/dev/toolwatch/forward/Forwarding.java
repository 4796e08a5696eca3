package dev.toolwatch.forward;

import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.Signal;
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

  private final Map<Signal, List<Delivery>> targets = new EnumMap<>(Signal.class);
  private final InstantSource clock;
  private final LinePace pace;

  Forwarding(List<Delivery> deliveries, InstantSource clock) {
    for (Signal signal : Signal.values()) {
      targets.put(
          signal,
          deliveries.stream()
              .filter(delivery -> delivery.target().signals().contains(signal))
              .toList());
    }
    this.clock = clock;
    pace = new LinePace(1, clock);
  }

  /** Whether there is a target for a signal. */
  public boolean takes(Signal signal) {
    return !targets.get(signal).isEmpty();
  }

  /**
   * Takes an accepted request for all targets of its signal.
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
          signal,
          Arrays.copyOfRange(request.body(), request.from(), request.to()),
          Math.toIntExact(items));
      return;
    }
    try {
      new RequestSplit(signal, REQUEST_BYTES, refused, (part, count) -> hand(signal, part, count))
          .split(request);
    } catch (MalformedException e) {
      // The request was decoded before: this is Toolwatch's error.
      if (pace.happened(0) > 0) {
        LOG.error("A request cannot be split and is not forwarded", e);
      }
    }
  }

  private void hand(Signal signal, byte[] bytes, int items) {
    WaitingRequest waiting = new WaitingRequest(signal, clock.millis(), items, bytes);
    for (Delivery delivery : targets.get(signal)) {
      delivery.offer(waiting);
    }
  }
}
