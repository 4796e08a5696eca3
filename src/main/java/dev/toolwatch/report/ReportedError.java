package dev.toolwatch.report;

import dev.toolwatch.errors.ErrorEvent;
import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.errors.ErrorSample;
import dev.toolwatch.errors.ThrownException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An error that is sent to a target. Immutable.
 *
 * @param user the pseudonym by which the user is shown; 0 if unknown
 * @param eventsSince errors of the group since its last event, this one included
 */
record ReportedError(ErrorEvent event, Occasion occasion, long user, long eventsSince) {
  private static final String NO_TYPE = "Error";
  private static final int MAX_TYPE = 255;

  /** Of the value of a tag, as Sentry limits it. */
  private static final int MAX_TAG = 200;

  ErrorSample sample() {
    return event.sample();
  }

  /** The exceptions, the reported one first. Each has a type: if need be that of the span. */
  List<ThrownException> chain() {
    List<ThrownException> chain = new ArrayList<>();
    String ofSpan = Detail.line(event.errorType(), MAX_TYPE);
    for (ThrownException thrown : sample().exception().chain()) {
      String type = Detail.line(thrown.type(), MAX_TYPE);
      if (type.isEmpty()) {
        type = chain.isEmpty() && !ofSpan.isEmpty() ? ofSpan : NO_TYPE;
      }
      chain.add(typed(thrown, type));
    }
    return chain;
  }

  private static ThrownException typed(ThrownException thrown, String type) {
    return new ThrownException(
        type, thrown.message(), thrown.frames(), thrown.omittedFrames(), thrown.messageCut());
  }

  /** The method and tool that failed, such as {@code tools/call search}; empty if unknown. */
  String operation() {
    return (event.method() + " " + sample().tool()).strip();
  }

  /** The pseudonym of the user in 16 hexadecimal digits, as the API has it; empty if unknown. */
  Optional<String> pseudonym() {
    return user == 0 ? Optional.empty() : Optional.of(HexFormat.of().toHexDigits(user));
  }

  /** The trace in 32 hexadecimal digits; empty if there is none. */
  Optional<String> traceId() {
    ErrorSample sample = sample();
    return sample.traceIdHigh() == 0 && sample.traceIdLow() == 0
        ? Optional.empty()
        : Optional.of(
            HexFormat.of().toHexDigits(sample.traceIdHigh())
                + HexFormat.of().toHexDigits(sample.traceIdLow()));
  }

  /** The span in 16 hexadecimal digits; empty if there is none. */
  Optional<String> spanId() {
    return sample().spanId() == 0
        ? Optional.empty()
        : Optional.of(HexFormat.of().toHexDigits(sample().spanId()));
  }

  /** What the error can be searched by, each in one line, without what is unknown. */
  Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("service", event.service().name());
    tags.put("tenant", event.service().tenant());
    tags.put("method", event.method());
    tags.put("tool", sample().tool());
    tags.put("outcome", event.outcome().label());
    tags.put("error_type", event.errorType());
    tags.put("occasion", occasion.name().toLowerCase(Locale.ROOT));
    tags.put("grouped_by", event.grouping().groupedBy().label());
    tags.replaceAll((name, value) -> Detail.line(value, MAX_TAG));
    tags.values().removeIf(String::isEmpty);
    return tags;
  }

  /** The group, as the API has it. */
  String fingerprint() {
    return event.grouping().fingerprint().toString();
  }
}
