package dev.toolwatch.operating;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** An incoming webhook of Slack with attachments, by "Reference: secondary message attachments". */
final class Slack implements StandIn.Service {
  private static final int MAX_TEXT = 40_000;

  @Override
  public List<String> faults(Delivery delivery) {
    JsonObject message = delivery.body();
    JsonArray attachments = message.getJsonArray("attachments", new JsonArray());
    Form form =
        new Form(message)
            .only(
                Set.of(
                    "channel",
                    "username",
                    "icon_emoji",
                    "icon_url",
                    "link_names",
                    "text",
                    "attachments"))
            .mayBeText("text", MAX_TEXT)
            .mayBeList("attachments", JsonObject.class, 100)
            .require(message.containsKey("text") || !attachments.isEmpty(), "no_text");
    attachments.forEach(attachment -> form.and(attachment((JsonObject) attachment)));
    return form.faults();
  }

  private static Form attachment(JsonObject attachment) {
    return new Form(attachment)
        .only(
            Set.of(
                "fallback",
                "color",
                "pretext",
                "author_name",
                "author_link",
                "author_icon",
                "title",
                "title_link",
                "text",
                "fields",
                "image_url",
                "thumb_url",
                "footer",
                "footer_icon",
                "ts",
                "mrkdwn_in",
                "callback_id",
                "actions"))
        .text("fallback", 1, MAX_TEXT)
        .text("title", 1, MAX_TEXT)
        .text("text", 1, MAX_TEXT)
        .require(
            attachment.getString("color", "").matches("good|warning|danger|#[0-9a-fA-F]{6}"),
            "color is " + attachment.getString("color"))
        .require(
            attachment.getString("title_link", "").startsWith("http"), "title_link is no link");
  }

  @Override
  public int acceptedStatus() {
    return 200;
  }

  @Override
  public String acceptedBody() {
    return "ok";
  }
}
