package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.cardinality.SeriesTable;
import dev.toolwatch.cardinality.Service;
import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import java.util.Map;

/**
 * Puts the counts of an earlier process into the tables of a shard, on the shard's thread. Names
 * get their places back. Names for which there is no longer room count as {@link ServiceBudget#OTHER}, so
 * that sums over names stay the same.
 */
record RedRestore(
    SeriesTable<ByOutcome<OperationAccumulator>> server,
    SeriesTable<ByOutcome<OperationAccumulator>> client,
    SeriesTable<ByOutcome<OperationAccumulator>> dependencies,
    SeriesTable<CountAccumulator> errors,
    SeriesTable<ByOutcome<CountAccumulator>> auth,
    Map<Service, ServiceAccumulator> services)
    implements RedCheckpointReader.Handler {
  @Override
  public void server(SeriesKey name, Outcome outcome, long millis, HistogramSnapshot durations) {
    server.resume(name).of(outcome).resume(millis, durations);
  }

  @Override
  public void client(SeriesKey name, Outcome outcome, long millis, HistogramSnapshot durations) {
    client.resume(name).of(outcome).resume(millis, durations);
  }

  @Override
  public void dependency(
      SeriesKey name, Outcome outcome, long millis, HistogramSnapshot durations) {
    dependencies.resume(name).of(outcome).resume(millis, durations);
  }

  @Override
  public void errors(SeriesKey name, long millis, long count) {
    errors.resume(name).resume(millis, count);
  }

  @Override
  public void auth(SeriesKey name, Outcome outcome, long millis, long count) {
    auth.resume(name).of(outcome).resume(millis, count);
  }

  /** A service that has no series left is not shown. */
  @Override
  public void service(ServiceId id, long firstSeenMillis, long lastSeenMillis, long extrapolated) {
    ServiceAccumulator other = null;
    for (Map.Entry<Service, ServiceAccumulator> one : services.entrySet()) {
      ServiceId known = one.getKey().id();
      if (known.equals(id)) {
        one.getValue().resume(firstSeenMillis, lastSeenMillis, extrapolated);
        return;
      }
      if (known.equals(ServiceBudget.OTHER)) {
        other = one.getValue();
      }
    }
    if (other != null) {
      other.resume(firstSeenMillis, lastSeenMillis, extrapolated);
    }
  }
}
