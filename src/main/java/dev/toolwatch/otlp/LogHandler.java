package dev.toolwatch.otlp;

import dev.toolwatch.signal.LogRecordView;

/** Receives the log records of a request, in order, on the decoder's thread. */
interface LogHandler {
  /** A request begins. Called again if the request is read again: discard what was shown before. */
  void begin();

  /** The records that follow belong to the resource that the view now shows. */
  void resource(LogRecordView view);

  /** The view shows one record. It is reused after this method returns. */
  void record(LogRecordView view);
}
