package dev.toolwatch.otlp;

import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.MalformedException;

/** Takes the spans of a request, in order, on the decoder's thread. */
interface SpanHandler {
  /** A request begins. Called again when it has to be read again: what was shown is void then. */
  void begin();

  /** The spans that follow belong to the resource the view now shows. */
  void resource(SpanView view);

  /** The view shows one span; it is filled anew after this returns. */
  void span(SpanView view) throws MalformedException, TooLargeException;
}
