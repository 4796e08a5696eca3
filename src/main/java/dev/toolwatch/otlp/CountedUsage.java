package dev.toolwatch.otlp;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.errors.FailureShard;
import dev.toolwatch.red.CountedHandler;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.usage.UsageShard;

/** Hands what has been counted on to the usage and the failures of the same event loop. */
record CountedUsage(UsageShard usage, FailureShard failures) implements CountedHandler {
  @Override
  public void received(long epochMillis) {
    usage.received(epochMillis);
    failures.received(epochMillis);
  }

  @Override
  public void counted(Operation operation, SeriesKey name, long times) {
    usage.record(operation, name, times);
  }

  @Override
  public void counted(Operation operation, SeriesKey name, Distribution durations, long times) {
    usage.record(operation, name, durations, times);
  }

  @Override
  public void failed(Operation operation, SeriesKey error, long times) {
    if (operation.outcome() == Outcome.SERVER_ERROR) {
      failures.record(error, operation.endNanos(), times);
    }
  }
}
