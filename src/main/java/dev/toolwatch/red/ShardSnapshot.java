package dev.toolwatch.red;

import java.util.List;
import java.util.Map;

/**
 * What one shard has counted. Filled by the shard's thread and not changed after it is handed out.
 *
 * @param server operations handled
 * @param client operations sent
 * @param errors failures of operations handled
 * @param lastSeenMillis when each service was last heard of, since the Unix epoch
 */
record ShardSnapshot(
    List<OperationSnapshot> server,
    List<OperationSnapshot> client,
    List<ErrorSnapshot> errors,
    Map<String, Long> lastSeenMillis) {}
