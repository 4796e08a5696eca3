package dev.toolwatch.store;

import java.util.Map;

/**
 * What has been counted since the last flush, to be added to the store once. Immutable. Minutes are
 * those of the operations' ends, in whole minutes since the Unix epoch.
 *
 * @param operations by minute and series
 * @param clients by minute and client
 * @param sessions seen, whenever
 * @param users operations of each user, by minute and service: of the most active ones
 */
public record Batch(
    Map<Long, Map<Series, Rollup>> operations,
    Map<Long, Map<Client, ClientUse>> clients,
    Map<SessionKey, SessionUse> sessions,
    Map<Long, Map<String, UserCounts>> users) {}
