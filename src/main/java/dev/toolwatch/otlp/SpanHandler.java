package dev.toolwatch.otlp;

import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.MalformedException;

/** Receives the spans of a request, in order, on the decoder's thread. */
interface SpanHandler {
  /** A request begins. Called again if the request is read again: discard what was shown before. */
  void begin();

  /** The spans that follow belong to the resource that the view now shows. */
  void resource(SpanView view);

  /** The view shows one span. It is reused after this method returns. */
  void span(SpanView view) throws MalformedException, TooLargeException;
}
