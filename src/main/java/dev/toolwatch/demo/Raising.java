package dev.toolwatch.demo;

import io.opentelemetry.api.trace.Span;
import java.time.Instant;

/** Tells what a tool raised on the span of a server that its instrumentation has for that. */
@FunctionalInterface
interface Raising {
  /** Of a tool that raised nothing. */
  Raising NOTHING = (span, at) -> {};

  /** Tells it on a span that has not ended. */
  void tell(Span span, Instant at);
}
