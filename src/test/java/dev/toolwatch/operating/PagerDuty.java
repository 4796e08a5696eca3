package dev.toolwatch.operating;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Events API v2 ({@code POST /v2/enqueue}), by PagerDuty's "Send an Alert Event". */
final class PagerDuty implements StandIn.Service {
  private static final int MAX_BYTES = 512 * 1024;

  @Override
  public List<String> faults(Delivery delivery) {
    JsonObject event = delivery.body();
    Form form =
        new Form(event)
            .only(
                Set.of(
                    "routing_key",
                    "event_action",
                    "dedup_key",
                    "payload",
                    "images",
                    "links",
                    "client",
                    "client_url"))
            .text("routing_key", 32, 32)
            .text("dedup_key", 1, 255)
            .oneOf("event_action", Set.of("trigger", "acknowledge", "resolve"))
            .mayBeList("links", JsonObject.class, 50)
            .mayBeList("images", JsonObject.class, 50)
            .require(event.encode().length() <= MAX_BYTES, "an event of more than 512 KB")
            .require(delivery.path().equals("/v2/enqueue"), "no path " + delivery.path())
            .require(delivery.method().equals("POST"), "no method " + delivery.method());
    for (Object link : event.getJsonArray("links", new JsonArray())) {
      form.and(new Form((JsonObject) link).only(Set.of("href", "text")).text("href", 8, 2048));
    }
    if (event.getString("event_action", "").equals("trigger")) {
      form.and(payload(event.getJsonObject("payload", new JsonObject())));
    }
    return form.faults();
  }

  private static Form payload(JsonObject payload) {
    return new Form(payload)
        .only(
            Set.of(
                "summary",
                "source",
                "severity",
                "timestamp",
                "component",
                "group",
                "class",
                "custom_details"))
        .text("summary", 1, 1024)
        .text("source", 1, 1024)
        .oneOf("severity", Set.of("critical", "error", "warning", "info"))
        .require(
            payload.getValue("custom_details", new JsonObject()) instanceof JsonObject,
            "custom_details is no object");
  }

  @Override
  public int acceptedStatus() {
    return 202;
  }

  @Override
  public String acceptedBody() {
    return "{\"status\": \"success\", \"message\": \"Event processed\", \"dedup_key\": \"-\"}";
  }
}
