package dev.toolwatch.otlp;

import dev.toolwatch.signal.PackedRequest;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SpanCounts;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Processes a request: inflates it, decodes it, shows it to the consumer and answers. There is one
 * per event loop and tenant. It is used on that thread only and reuses its buffers and decoders.
 *
 * <p>A request is counted either completely or not at all. Single items that cannot be used are
 * reported in a partial success.
 */
final class Intake {
  /** Bytes to which a body may inflate however small it is. */
  private static final int INFLATED = 1 << 20;

  /**
   * How many times its size a larger body may inflate to. Spans have ids that do not compress, but
   * 10,000 points of empty histograms in JSON have a ratio of 134, and more with more attributes.
   * Gzip allows 1032, by which 64 kB would be 64 MB, and would hold the event loop for a second or
   * two.
   */
  private static final int RATIO = 500;

  /** Smaller ones take hardly less memory than copies of their spans. */
  private static final int LEAST_PACKED = 4 * 1024;

  /** Larger ones take long to inflate again for one of their spans. */
  private static final int MOST_PACKED = 256 * 1024;

  private static final BitSet NOTHING = new BitSet();

  private final SignalConsumer consumer;
  private final Vocabulary vocabulary;
  private final InstantSource clock;
  private final IntakeLimits limits;
  private final Gunzip gunzip = new Gunzip();
  private final ScratchBuffer inflated = new ScratchBuffer();
  private final ReceiverCounts received = new ReceiverCounts();

  /** Null until a request has to be transcoded. */
  private JsonTranscoder transcoder;

  /** The request in protobuf, if it goes on or is written, its spans are kept or its points relayed. */
  private final Slice whole = new Slice();

  /** The request, if spans can be had from it later; else empty. */
  private final PackedRequest packed = new PackedRequest();

  private TraceIntake traces;
  private MetricIntake metrics;
  private LogIntake logs;

  /** Null if requests are not kept. */
  private final WrittenRequests writes;

  /** Whether the current request is to be written. */
  private boolean writing;

  private Signal signal;
  private Transport transport;
  private long arrivedMillis;

  /**
   * An intake of one event loop.
   *
   * @param vocabulary the attributes that the decoders keep
   */
  Intake(SignalConsumer consumer, Vocabulary vocabulary, InstantSource clock, IntakeLimits limits) {
    this(consumer, vocabulary, clock, limits, null);
  }

  /**
   * The same.
   *
   * @param writes keeps requests before they count; null if they are not kept
   */
  Intake(
      SignalConsumer consumer,
      Vocabulary vocabulary,
      InstantSource clock,
      IntakeLimits limits,
      WrittenRequests writes) {
    this.writes = writes;
    this.consumer = consumer;
    this.vocabulary = vocabulary;
    this.clock = clock;
    this.limits = limits;
    openReaders();
  }

  private void openReaders() {
    RequestGate gate = writes == null ? RequestGate.OPEN : this::write;
    traces = new TraceIntake(consumer, vocabulary, limits.requestSpans(), gate, packed);
    metrics = new MetricIntake(consumer, vocabulary, gate);
    logs = new LogIntake(consumer, vocabulary, gate);
  }

  private void write(int items) throws NotKeptException {
    if (writing) {
      writes.write(signal, transport, whole, items, arrivedMillis);
    }
  }

  /**
   * Tells when the last request may be answered.
   *
   * @param then is told whether it is kept, if it has to be: at once, or later on this thread
   */
  void whenKept(Consumer<Boolean> then) {
    if (writes == null) {
      then.accept(true);
    } else {
      writes.whenDurable(then);
    }
  }

  /**
   * Shows the next requests that an earlier process has kept.
   *
   * @return whether there are more
   */
  boolean replay(long untilNanos) {
    return writes != null && writes.log().replay(this::replay, untilNanos);
  }

  /** The loop goes on with requests. */
  void replayed(Executor loop) {
    if (writes != null) {
      // Nothing is shown a second time any more.
      tick();
      writes.log().replayed(loop);
    }
  }

  /** Shows a request that an earlier process has kept. */
  private void replay(
      long position, long next, Signal of, Transport by, byte[] body, long epochMillis) {
    writes.replay(position, next);
    RequestHead head = new RequestHead(of, by, Encoding.PROTOBUF, false);
    accept(head, body, 0, body.length, epochMillis, false);
  }

  /** What the event loop has received. */
  ReceiverCounts received() {
    return received;
  }

  /** What became of the spans. */
  SpanCounts spanCounts() {
    return consumer.counts();
  }

  /** What has been received, copied, and what became of the spans. */
  LoopCounts counts() {
    return new LoopCounts(received.copy(), spanCounts());
  }

  /** Processes a request that arrives now. Never throws because of its content. */
  Answer accept(RequestHead head, byte[] body, int from, int to) {
    return accept(head, body, from, to, clock.millis());
  }

  /**
   * Processes a request. Never throws because of its content.
   *
   * @param epochMillis when it arrived, in milliseconds since the Unix epoch
   */
  Answer accept(RequestHead head, byte[] body, int from, int to, long epochMillis) {
    return accept(head, body, from, to, epochMillis, writes != null);
  }

  private Answer accept(
      RequestHead head, byte[] body, int from, int to, long epochMillis, boolean writesIt) {
    writing = writesIt;
    signal = head.signal();
    transport = head.transport();
    arrivedMillis = epochMillis;
    try {
      if (!head.gzip()) {
        return decode(head, body, from, to);
      }
      int size = gunzip.inflate(body, from, to, inflated, inflatedLimit(to - from));
      if (isWorthPacking(head, to - from, size)) {
        packed.set(body, from, to, size);
      }
      return decode(head, inflated.bytes(), 0, size);
    } catch (MalformedException e) {
      return Answer.refused(Answer.Code.MALFORMED, e.getMessage());
    } catch (TooLargeException e) {
      return Answer.refused(Answer.Code.TOO_LARGE, e.getMessage());
    } catch (NotKeptException e) {
      return Answer.refused(Answer.Code.OVERLOADED, e.getMessage());
    } finally {
      consumer.discard();
      whole.clear();
      packed.clear();
      if (Math.max(body.length, inflated.bytes().length) > ScratchBuffer.KEPT) {
        // Readers refer to the last body they read. New ones release an unusually large body.
        openReaders();
      }
      inflated.trim();
    }
  }

  private boolean isWorthPacking(RequestHead head, int size, int inflatedSize) {
    return head.signal() == Signal.TRACES
        && head.encoding() == Encoding.PROTOBUF
        && inflatedSize >= LEAST_PACKED
        && inflatedSize <= MOST_PACKED
        && size <= inflatedSize / 2
        && consumer.keepsSpans();
  }

  private int inflatedLimit(int size) {
    return (int) Math.min(limits.requestBytes(), Math.max(INFLATED, (long) RATIO * size));
  }

  private Answer decode(RequestHead head, byte[] body, int from, int to)
      throws MalformedException, TooLargeException, NotKeptException {
    boolean forwards = consumer.forwards(head.signal());
    boolean keeps =
        writing
            || switch (head.signal()) {
              case TRACES -> consumer.keepsSpans();
              case METRICS -> consumer.relays();
              case LOGS -> false;
            };
    if (forwards || keeps) {
      // First, so that a request that cannot be forwarded is not counted either.
      toProtobuf(head, body, from, to);
    }
    Answer answer =
        keeps
            ? show(head.in(Encoding.PROTOBUF), whole.body(), whole.from(), whole.to())
            : show(head, body, from, to);
    if (forwards) {
      switch (head.signal()) {
        case TRACES -> consumer.forward(head.signal(), whole, traces.accepted(), traces.refused());
        case METRICS -> consumer.forward(head.signal(), whole, metrics.accepted(), NOTHING);
        case LOGS -> consumer.forward(head.signal(), whole, logs.accepted(), NOTHING);
      }
    }
    return answer;
  }

  private Answer show(RequestHead head, byte[] body, int from, int to)
      throws MalformedException, TooLargeException, NotKeptException {
    return switch (head.signal()) {
      case TRACES -> traces.accept(head, body, from, to, arrivedMillis, received);
      case METRICS -> metrics.accept(head, body, from, to, arrivedMillis, received);
      case LOGS -> logs.accept(head, body, from, to, arrivedMillis, received);
    };
  }

  private void toProtobuf(RequestHead head, byte[] body, int from, int to)
      throws MalformedException, TooLargeException {
    if (head.encoding() == Encoding.PROTOBUF) {
      whole.set(body, from, to);
      return;
    }
    if (transcoder == null) {
      transcoder = new JsonTranscoder();
    }
    ByteSink written = transcoder.write(head.signal(), body, from, to, limits.requestBytes());
    whole.set(written.array(), 0, written.length());
  }

  /** Must be called several times a second. */
  void tick() {
    consumer.tick(clock.millis());
  }

  /** Frees native memory. The intake must not be used afterwards. */
  void close() {
    consumer.close();
    gunzip.close();
  }
}
