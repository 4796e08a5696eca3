package dev.toolwatch.operating;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An incident as PagerDuty has it: opened by the first event under its key, until it is resolved.
 *
 * @param component the service, or {@code toolwatch}
 * @param resolved null as long as it is open
 */
record Page(String component, String summary, Instant opened, Instant resolved) {
  boolean isOpen() {
    return resolved == null;
  }

  /** All that there were, in the order of opening. */
  static List<Page> of(List<Delivery> events) {
    Map<String, Page> open = new LinkedHashMap<>();
    List<Page> closed = new ArrayList<>();
    for (Delivery event : events) {
      JsonObject body = event.body();
      String key = body.getString("routing_key") + body.getString("dedup_key");
      if (body.getString("event_action").equals("trigger")) {
        JsonObject payload = body.getJsonObject("payload");
        open.putIfAbsent(
            key,
            new Page(
                payload.getString("component"), payload.getString("summary"), event.at(), null));
      } else if (open.containsKey(key)) {
        Page page = open.remove(key);
        closed.add(new Page(page.component, page.summary, page.opened, event.at()));
      }
    }
    closed.addAll(open.values());
    return closed;
  }
}
