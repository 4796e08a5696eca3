package dev.toolwatch.red;

import java.util.ArrayList;
import java.util.List;

/**
 * What one shard has counted. Filled by the shard's thread and not changed after it is handed out.
 *
 * @param server operations handled
 * @param client operations sent
 * @param dependencies calls of dependencies: the method is their kind, the tool their name
 * @param errors failures of operations handled
 * @param auth attempts at authentication, by outcome
 * @param services what is known of each service
 */
record ShardSnapshot(
    List<OperationSnapshot> server,
    List<OperationSnapshot> client,
    List<OperationSnapshot> dependencies,
    List<CountSnapshot> errors,
    List<CountSnapshot> auth,
    List<ServiceSnapshot> services) {
  static ShardSnapshot empty() {
    return new ShardSnapshot(
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }
}
