package dev.toolwatch.errors;

import dev.toolwatch.testing.SettableTime;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Grouping on the test's own thread, with what it told its listeners. */
public final class ErrorsFixture {
  private static final Duration JOIN_WAIT = Duration.ofSeconds(6);
  private static final long WAIT_BYTES = 1 << 20;

  public final SettableTime clock = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  public final Errors errors;

  /** One error that a listener was told of. */
  public record Told(ErrorEvent event, ErrorListener.Occasion occasion) {
    @Override
    public String toString() {
      ThrownException thrown = event.sample().exception().reported();
      return "%s %s %s %s %s x%d"
          .formatted(
              occasion,
              event.service().name(),
              event.sample().tool(),
              thrown.type(),
              thrown.message(),
              event.times());
    }
  }

  /** What the store would get of one group. */
  public record Part(String type, boolean callersMistake, long events) {}

  public final List<Told> told = new ArrayList<>();

  public ErrorsFixture() {
    this(Map.of());
  }

  /**
   * @param settings other than the defaults
   */
  public ErrorsFixture(Map<String, String> settings) {
    this(settings, List.of());
  }

  /**
   * @param settings other than the defaults
   * @param listeners beside the fixture's own
   */
  public ErrorsFixture(Map<String, String> settings, List<ErrorListener> listeners) {
    List<ErrorListener> all = new ArrayList<>(listeners);
    all.add(listener());
    errors =
        new Errors(
            settings(settings),
            settings(settings).maxGroups(),
            TextRedactionOfSettings.of(settings(settings)),
            JOIN_WAIT,
            all,
            UnaryOperator.identity(),
            clock,
            WAIT_BYTES);
  }

  /** Wants every error. */
  private ErrorListener listener() {
    return new ErrorListener() {
      @Override
      public boolean wants(Fingerprint fingerprint, Occasion occasion, long times) {
        return true;
      }

      @Override
      public void occurred(ErrorEvent event, Occasion occasion) {
        told.add(new Told(event, occasion));
      }
    };
  }

  static ErrorsSettings settings(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(ErrorsSettings.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(ErrorsSettings.class);
  }

  /** Groups what has come, and does not wait for more of it. */
  public List<String> settle() {
    turn();
    clock.advance(JOIN_WAIT);
    turn();
    return told.stream().map(Told::toString).toList();
  }

  /** Groups what is due. */
  public void turn() {
    try {
      errors.turn(errors.queue().takeAfter(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes what the store would get. */
  public List<Part> parts() {
    return errors.groups().take().stream()
        .map(part -> new Part(part.type(), part.callersMistake(), part.events()))
        .toList();
  }
}
