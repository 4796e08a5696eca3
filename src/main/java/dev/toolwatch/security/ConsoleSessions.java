package dev.toolwatch.security;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The sessions of those who have logged in to the console. Only in memory: a restart ends all of
 * them. A session is found by the digest of its id, so the time of a search says nothing about the
 * ids. Thread-safe; a lock is held for a look-up, and for one pass over all sessions at a login.
 */
@ApplicationScoped
class ConsoleSessions implements MetricSource {
  static final int MAX_SESSIONS = 1000;

  /** An open page of the console asks every few seconds, so this ends the sessions of closed ones. */
  static final Duration MAX_IDLE = Duration.ofHours(2);

  private static final int ID_BYTES = 32;

  /** Why sessions end. Opened sessions = open ones + the sum of these. */
  enum Ending {
    LOGOUT,
    /** Its time is over, or it was not used for long. */
    EXPIRED,
    /** Its token is no longer in force. */
    TOKEN,
    /** A newer session took its place. */
    LIMIT;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A new session. */
  record Opened(String id, Instant expiresAt) {}

  private final InstantSource clock;
  private final Duration lifetime;
  private final int max;
  private final SecureRandom random = new SecureRandom();

  /** By the digest of the id; the oldest first. */
  private final Map<String, ConsoleSession> sessions = new LinkedHashMap<>();

  private final Map<Ending, Long> ended = new EnumMap<>(Ending.class);
  private final long createdMillis;
  private long opened;

  @Inject
  ConsoleSessions(InstantSource clock, ConsoleSettings settings) {
    this(clock, settings.session(), MAX_SESSIONS);
  }

  /**
   * Without sessions.
   *
   * @param lifetime of a session
   * @param max the number of sessions; one more ends the oldest of the token that has most of them
   */
  ConsoleSessions(InstantSource clock, Duration lifetime, int max) {
    this.clock = clock;
    this.lifetime = lifetime;
    this.max = max;
    createdMillis = clock.millis();
  }

  /**
   * Opens a session.
   *
   * @param tokenHash of the token that it stands for
   * @return its id, which is kept nowhere
   */
  synchronized Opened open(String tokenHash) {
    Instant now = clock.instant();
    removeExpired(now);
    while (sessions.size() >= max) {
      end(oldestOfTheMost(), Ending.LIMIT);
    }
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    Instant expiresAt = now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    sessions.put(key(id), new ConsoleSession(tokenHash, expiresAt, now));
    opened++;
    return new Opened(id, expiresAt);
  }

  /** The session with this id, which counts as a use of it; null if there is none any more. */
  synchronized ConsoleSession use(String id) {
    String key = key(id);
    ConsoleSession session = sessions.get(key);
    if (session == null) {
      return null;
    }
    Instant now = clock.instant();
    if (session.isOver(now, MAX_IDLE)) {
      end(key, Ending.EXPIRED);
      return null;
    }
    ConsoleSession used = session.used(now);
    sessions.put(key, used);
    return used;
  }

  /** Ends the session with this id. Returns it; null if there is none. */
  synchronized ConsoleSession close(String id, Ending why) {
    return end(key(id), why);
  }

  /** How long a session lasts. */
  Duration lifetime() {
    return lifetime;
  }

  private void removeExpired(Instant now) {
    sessions.entrySet().stream()
        .filter(entry -> entry.getValue().isOver(now, MAX_IDLE))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(key -> end(key, Ending.EXPIRED));
  }

  /** So that one token, whoever has it, cannot end the sessions of others. */
  private String oldestOfTheMost() {
    Map<String, Integer> counts = new HashMap<>();
    sessions.values().forEach(session -> counts.merge(session.tokenHash(), 1, Integer::sum));
    return sessions.entrySet().stream()
        .max(Comparator.comparingInt(entry -> counts.get(entry.getValue().tokenHash())))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  private ConsoleSession end(String key, Ending why) {
    ConsoleSession session = sessions.remove(key);
    if (session != null) {
      ended.merge(why, 1L, Long::sum);
    }
    return session;
  }

  private static String key(String id) {
    return HexFormat.of().formatHex(Token.digest(id));
  }

  @Override
  public synchronized CompletionStage<List<MetricFamily>> families() {
    removeExpired(clock.instant());
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.gauge(
                "toolwatch_console_sessions",
                "Sessions of the console that are open.",
                "",
                sessions.size()),
            MetricFamily.counter(
                "toolwatch_console_sessions_opened",
                "Sessions of the console that were opened.",
                List.of(new CounterSample(Labels.EMPTY, opened, createdMillis))),
            MetricFamily.counter(
                "toolwatch_console_sessions_ended",
                "Sessions of the console that have ended, by reason.",
                Arrays.stream(Ending.values())
                    .map(
                        why ->
                            new CounterSample(
                                Labels.of("reason", why.label()),
                                ended.getOrDefault(why, 0L),
                                createdMillis))
                    .toList())));
  }
}
