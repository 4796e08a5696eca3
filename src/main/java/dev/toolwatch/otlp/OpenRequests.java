package dev.toolwatch.otlp;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The open requests of one event loop, and the intakes that process them. Used on that event loop
 * only.
 */
final class OpenRequests implements Exchange.Owner {
  private static final Logger LOG = Logger.getLogger(OpenRequests.class);

  private static final Answer TIMED_OUT =
      Answer.refused(Answer.Code.TIMEOUT, "the request did not arrive in time");
  private static final Answer STOPPING =
      Answer.refused(Answer.Code.OVERLOADED, "Toolwatch is stopping, try again");

  /** It may count all the same: a request that is sent again is recognised. */
  private static final Answer NOT_DURABLE =
      Answer.refused(Answer.Code.OVERLOADED, "the journal's disk has failed, try again");

  private final Intakes intakes;
  private final LoopSettings settings;
  private final ReceiverState state;
  private final Set<Exchange> open = new LinkedHashSet<>();
  private final ScratchBuffer joined = new ScratchBuffer();

  OpenRequests(Intakes intakes, LoopSettings settings, ReceiverState state) {
    this.intakes = intakes;
    this.settings = settings;
    this.state = state;
  }

  /** Accepts a request whose head is valid. */
  void begin(HttpServerRequest request, Protocol protocol) {
    Body body =
        new Body(
            state.inFlight(protocol.tenant()),
            settings.limits().requestBytes(),
            protocol.framing());
    if (state.isDraining()) {
      body.refuse(STOPPING);
    }
    body.declare(declaredLength(request));
    Exchange exchange = new Exchange(this, request, protocol, body, System.nanoTime());
    open.add(exchange);
    state.exchanges().increment();
    exchange.start();
  }

  /** The length that the sender declares, or 0 if it is unknown. */
  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void accept(Exchange exchange, Protocol protocol, Body body) {
    Intake intake = intakes.of(protocol.tenant());
    Answer answer = accept(intake, protocol, body);
    intake.whenKept(kept -> exchange.answer(kept ? answer : NOT_DURABLE));
  }

  private Answer accept(Intake intake, Protocol protocol, Body body) {
    try {
      return protocol.accept(intake, body.joined(joined), body.size());
    } catch (RuntimeException e) {
      // This is Toolwatch's error. The sender must not retry a request that triggers it.
      LOG.error("Cannot process an OTLP request", e);
      return Answer.refused(Answer.Code.INTERNAL, "internal error");
    } finally {
      joined.trim();
    }
  }

  @Override
  public void ended(Exchange exchange, Protocol protocol, Answer.Code code) {
    intakes.of(protocol.tenant()).received().request(protocol.signal(), protocol.transport(), code);
    abandoned(exchange);
  }

  @Override
  public void abandoned(Exchange exchange) {
    open.remove(exchange);
    state.exchanges().decrement();
  }

  /** Ends the requests that have timed out. */
  void sweep(long nowNanos) {
    while (!open.isEmpty()) {
      Exchange oldest = open.iterator().next();
      if (nowNanos - oldest.startedNanos() < settings.requestTimeout().toNanos()) {
        return;
      }
      oldest.cutOff(TIMED_OUT);
    }
  }

  /** Ends all requests because Toolwatch is stopping. */
  void stop() {
    List.copyOf(open).forEach(exchange -> exchange.cutOff(STOPPING));
  }
}
