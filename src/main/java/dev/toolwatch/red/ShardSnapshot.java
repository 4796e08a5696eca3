package dev.toolwatch.red;

import java.util.ArrayList;
import java.util.List;

/**
 * What one shard has counted. Filled by the shard's thread, and not changed after it is handed out.
 * Operations are copied later, when they are written: see {@link SeriesParts}.
 *
 * @param shard the shard
 * @param server operations handled by servers
 * @param client operations sent by clients
 * @param dependencies calls of dependencies: the method is their kind, the tool is their name
 * @param errors failed operations of servers
 * @param auth authentication attempts, by outcome
 * @param services what is known about each service
 */
record ShardSnapshot(
    AccumulatorOwner shard,
    List<OperationAccumulator> server,
    List<OperationAccumulator> client,
    List<OperationAccumulator> dependencies,
    List<CountSnapshot> errors,
    List<CountSnapshot> auth,
    List<ServiceSnapshot> services) {
  static ShardSnapshot empty(AccumulatorOwner shard) {
    return new ShardSnapshot(
        shard,
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }
}
