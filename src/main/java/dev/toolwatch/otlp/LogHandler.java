package dev.toolwatch.otlp;

import dev.toolwatch.signal.LogRecordView;

/** Takes the log records of a request, in order, on the decoder's thread. */
interface LogHandler {
  /** A request begins. Called again when it has to be read again: what was shown is void then. */
  void begin();

  /** The records that follow belong to the resource that the view now shows. */
  void resource(LogRecordView view);

  /** The view shows one record; it is filled anew after this returns. */
  void record(LogRecordView view);
}
