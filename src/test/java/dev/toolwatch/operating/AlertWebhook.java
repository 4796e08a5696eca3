package dev.toolwatch.operating;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Alertmanager's own webhook, version 4, as Toolwatch takes it. */
final class AlertWebhook implements StandIn.Service {
  @Override
  public List<String> faults(Delivery delivery) {
    JsonObject notice = delivery.body();
    Form form =
        new Form(notice)
            .text("version", 1, 1)
            .require("4".equals(notice.getString("version")), "no version 4")
            .text("groupKey", 1, 10_000)
            .text("receiver", 1, 1_000)
            .oneOf("status", Set.of("firing", "resolved"))
            .mayBeList("alerts", JsonObject.class, 10_000);
    for (Object alert : notice.getJsonArray("alerts", new JsonArray())) {
      form.and(
          new Form((JsonObject) alert)
              .oneOf("status", Set.of("firing", "resolved"))
              .text("startsAt", 20, 40)
              .text("endsAt", 20, 40)
              .text("fingerprint", 16, 16));
    }
    return form.faults();
  }

  @Override
  public int acceptedStatus() {
    return 204;
  }

  @Override
  public String acceptedBody() {
    return "";
  }
}
