package dev.toolwatch.operating;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/**
 * A request that somebody who is told of alerts has got.
 *
 * @param path below the service's own, with its query
 * @param headers names as {@code Content-type}
 */
record Delivery(
    Instant at, String method, String path, Map<String, String> headers, JsonObject body) {}
