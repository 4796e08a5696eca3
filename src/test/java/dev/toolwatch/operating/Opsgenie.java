package dev.toolwatch.operating;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Opsgenie's Alert API, "Create Alert" and "Close Alert". */
final class Opsgenie implements StandIn.Service {
  @Override
  public List<String> faults(Delivery delivery) {
    JsonObject body = delivery.body();
    Form form = delivery.path().equals("/v2/alerts") ? created(body) : closed(body, delivery);
    return form.require(
            delivery.headers().getOrDefault("Authorization", "").startsWith("GenieKey "),
            "no GenieKey")
        .require(delivery.method().equals("POST"), "no method " + delivery.method())
        .faults();
  }

  private static Form created(JsonObject alert) {
    return new Form(alert)
        .only(
            Set.of(
                "message",
                "alias",
                "description",
                "responders",
                "visibleTo",
                "actions",
                "tags",
                "details",
                "entity",
                "source",
                "priority",
                "user",
                "note"))
        .text("message", 1, 130)
        .mayBeText("alias", 512)
        .mayBeText("description", 15_000)
        .mayBeText("entity", 512)
        .mayBeText("source", 100)
        .mayBeText("note", 25_000)
        .mayBeList("tags", String.class, 20)
        .oneOf("priority", Set.of("P1", "P2", "P3", "P4", "P5"))
        .require(
            alert.getJsonObject("details", new JsonObject()).stream()
                .allMatch(detail -> detail.getValue() instanceof String),
            "details are no texts");
  }

  private static Form closed(JsonObject body, Delivery delivery) {
    return new Form(body)
        .only(Set.of("user", "source", "note"))
        .mayBeText("source", 100)
        .require(
            delivery.path().matches("/v2/alerts/[^/]+/close\\?identifierType=alias"),
            "no path " + delivery.path());
  }

  @Override
  public int acceptedStatus() {
    return 202;
  }

  @Override
  public String acceptedBody() {
    return "{\"result\": \"Request will be processed\", \"took\": 0.01, \"requestId\": \"-\"}";
  }
}
