package dev.toolwatch.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Alert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A message of the Alertmanager's webhook (Alertmanager, "webhook_config", version 4), read as a
 * stream: it counts the alerts while it reads them and keeps nothing else. Not thread-safe.
 */
final class AlertMessage {
  static final int MAX_ALERTS = 1_000;

  private static final int MAX_TEXT = 300;

  /** More than anybody reads. */
  private static final int MAX_INVALID = 100;

  private static final String VERSION = "4";
  private static final Set<String> FIELDS = Set.of("fingerprint", "status", "startsAt", "endsAt");
  private static final Set<String> LABELS = Set.of("service_name", "alertname", "severity");
  private static final JsonFactory JSON = new JsonFactory();

  /** No real alert has a time outside these bounds, and its row would never expire. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Duration FURTHEST_AHEAD = Duration.ofDays(1);

  private final Instant now;
  private final List<Alert> alerts = new ArrayList<>();
  private final List<InvalidParameter> invalid = new ArrayList<>();
  private String version = "";
  private boolean listed;
  private int count;
  private int faults;

  private AlertMessage(Instant now) {
    this.now = now.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Reads a message.
   *
   * @throws InvalidParametersException if it is not a JSON object
   */
  static AlertMessage of(String text, Instant now) {
    AlertMessage message = new AlertMessage(now);
    try (JsonParser json = JSON.createParser(text == null ? "" : text)) {
      message.read(json);
    } catch (JsonProcessingException e) {
      throw refused("is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be read", e);
    }
    message.check();
    return message;
  }

  private static InvalidParametersException refused(String reason) {
    return new InvalidParametersException(List.of(new InvalidParameter("body", reason)));
  }

  /** The alerts that are sound. */
  List<Alert> alerts() {
    return alerts;
  }

  /** What is wrong; the first {@link #MAX_INVALID} of it. */
  List<InvalidParameter> invalid() {
    return invalid;
  }

  private void read(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw refused("is not a JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("version")) {
        version = scalar(json);
      } else if (name.equals("alerts") && value == JsonToken.START_ARRAY) {
        list(json);
      } else {
        json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw refused("is not a JSON object alone");
    }
  }

  private void check() {
    if (!version.equals(VERSION)) {
      invalid.add(0, new InvalidParameter("version", "is not " + VERSION));
      alerts.clear();
    }
    if (!listed || count > MAX_ALERTS) {
      invalid.clear();
      invalid.add(new InvalidParameter("alerts", "is not a list of at most " + MAX_ALERTS));
      alerts.clear();
    }
  }

  private void list(JsonParser json) throws IOException {
    listed = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String at = "alerts[" + count + "].";
      count++;
      if (count > MAX_ALERTS) {
        json.skipChildren();
      } else if (json.currentToken() == JsonToken.START_OBJECT) {
        alert(json, at);
      } else {
        refuse("alerts[" + (count - 1) + "]", "is not an object");
        json.skipChildren();
      }
    }
  }

  private void alert(JsonParser json, String at) throws IOException {
    Map<String, String> fields = new HashMap<>();
    Map<String, String> labels = new HashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("labels") && value == JsonToken.START_OBJECT) {
        keep(json, LABELS, labels);
      } else if (FIELDS.contains(name)) {
        fields.put(name, scalar(json));
      } else {
        json.skipChildren();
      }
    }
    int before = faults;
    String fingerprint = text(fields.get("fingerprint"), at + "fingerprint", true);
    String service = text(labels.get("service_name"), at + "labels", false);
    String alertname = text(labels.get("alertname"), at + "labels", false);
    String severity = text(labels.get("severity"), at + "labels", false);
    Instant starts = time(fields.get("startsAt"), at + "startsAt");
    boolean resolved = "resolved".equals(fields.get("status"));
    if (!resolved && !"firing".equals(fields.get("status"))) {
      refuse(at + "status", "is neither firing nor resolved");
    }
    Instant ends = resolved ? time(fields.get("endsAt"), at + "endsAt") : null;
    if (faults == before) {
      alerts.add(
          new Alert(fingerprint, starts, ServiceId.of(service), alertname, severity, now, ends));
    }
  }

  private static void keep(JsonParser json, Set<String> names, Map<String, String> into)
      throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (names.contains(name)) {
        into.put(name, scalar(json));
      } else {
        json.skipChildren();
      }
    }
  }

  /** The text of a scalar; empty for null, an object or a list. */
  private static String scalar(JsonParser json) throws IOException {
    if (json.currentToken().isScalarValue() && json.currentToken() != JsonToken.VALUE_NULL) {
      return json.getText();
    }
    json.skipChildren();
    return "";
  }

  private String text(String value, String name, boolean required) {
    String text = value == null ? "" : value;
    if (required && text.isEmpty()) {
      refuse(name, "is required");
    }
    if (text.length() > MAX_TEXT) {
      refuse(name, "is longer than " + MAX_TEXT + " characters");
    }
    if (Parameters.hasControlCharacters(text)) {
      refuse(name, "has control characters");
    }
    return text;
  }

  private Instant time(String value, String name) {
    try {
      Instant time = OffsetDateTime.parse(value == null ? "" : value).toInstant();
      if (time.isBefore(EARLIEST) || time.isAfter(now.plus(FURTHEST_AHEAD))) {
        refuse(name, "is before 2000 or more than a day ahead");
        return null;
      }
      return time.truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      refuse(name, "is not an RFC 3339 time");
      return null;
    }
  }

  private void refuse(String name, String reason) {
    faults++;
    if (invalid.size() < MAX_INVALID) {
      invalid.add(new InvalidParameter(name, reason));
    }
  }
}
