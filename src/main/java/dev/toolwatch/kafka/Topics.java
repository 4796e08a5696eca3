package dev.toolwatch.kafka;

import dev.toolwatch.signal.Signal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is in which topic. A topic's name says it, or the signal stands in front of it: {@code
 * otlp_spans}, {@code spans:acme-telemetry-1}.
 *
 * @param signals by topic, in the order of the setting
 */
record Topics(Map<String, Signal> signals) {
  private static final String SETTING = "toolwatch.kafka.topics";
  private static final Map<String, Signal> WORDS =
      Map.of(
          "spans", Signal.TRACES,
          "traces", Signal.TRACES,
          "metrics", Signal.METRICS,
          "logs", Signal.LOGS);

  /** As Kafka allows them. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException if a topic's signal is not clear; the message names the setting
   */
  static Topics of(List<String> setting) {
    Map<String, Signal> signals = new LinkedHashMap<>();
    for (String entry : setting) {
      String text = entry.strip();
      int colon = text.indexOf(':');
      String topic = text.substring(colon + 1);
      if (!NAME.matcher(topic).matches()) {
        throw new IllegalArgumentException(SETTING + ": \"" + topic + "\" is not a topic's name");
      }
      Signal signal = colon < 0 ? byName(topic) : byWord(text.substring(0, colon));
      if (signals.putIfAbsent(topic, signal) != null) {
        throw new IllegalArgumentException(SETTING + " has " + topic + " twice");
      }
    }
    if (signals.isEmpty()) {
      throw new IllegalArgumentException(SETTING + " must name a topic");
    }
    return new Topics(signals);
  }

  private static Signal byWord(String word) {
    Signal signal = WORDS.get(word.strip().toLowerCase(Locale.ROOT));
    if (signal == null) {
      throw new IllegalArgumentException(
          SETTING + ": before the colon stands spans, metrics or logs, not \"" + word + "\"");
    }
    return signal;
  }

  private static Signal byName(String topic) {
    String name = topic.toLowerCase(Locale.ROOT);
    List<Signal> named =
        Arrays.stream(Signal.values())
            .filter(
                signal ->
                    WORDS.entrySet().stream()
                        .anyMatch(
                            word -> word.getValue() == signal && name.contains(word.getKey())))
            .toList();
    if (named.size() != 1) {
      throw new IllegalArgumentException(
          "%s: it is not clear what is in %s. Write spans:%s, metrics:%s or logs:%s"
              .formatted(SETTING, topic, topic, topic, topic));
    }
    return named.get(0);
  }
}
