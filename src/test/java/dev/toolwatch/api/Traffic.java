package dev.toolwatch.api;

import dev.toolwatch.signal.Outcome;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Three months of calls to a made-up fleet that end yesterday: the same for the same seed and day.
 * Half of what happens in an hour happens in two of its minutes, so that roll-ups merge something.
 */
final class Traffic {
  static final int DAYS = 90;
  static final String CROWDED = "truth/crowded-mcp";

  private static final int CALLS_A_DAY = 1_000;
  private static final int SESSION_CALLS = 6;
  private static final String[] SERVICES = {
    "truth/issues-mcp", "truth/wiki-mcp", "truth/shop-mcp", CROWDED
  };
  private static final int[] USERS = {60, 300, 700, 6_000};
  private static final int TOOLS = 12;
  private static final String[] CLIENTS = {"claude-desktop", "cursor", "own, \"agent\""};

  private final SplittableRandom random;
  private final LocalDate end;
  private final List<Call> calls = new ArrayList<>();

  private Traffic(long seed, LocalDate end) {
    random = new SplittableRandom(seed);
    this.end = end;
  }

  /** Up to a day, exclusive, in order. */
  static List<Call> until(LocalDate end, long seed) {
    Traffic traffic = new Traffic(seed, end);
    for (int day = DAYS; day > 0; day--) {
      traffic.day(day);
    }
    traffic.calls.sort(Comparator.comparing(Call::end));
    return List.copyOf(traffic.calls);
  }

  private void day(int daysBefore) {
    Instant midnight = end.minusDays(daysBefore).atStartOfDay(ZoneOffset.UTC).toInstant();
    for (int made = 0; made < CALLS_A_DAY; made += SESSION_CALLS) {
      session(midnight, daysBefore);
    }
  }

  private void session(Instant midnight, int daysBefore) {
    int service = random.nextInt(SERVICES.length);
    // Users come and go: who they are shifts by the week.
    int user = daysBefore / 7 * USERS[service] / 40 + random.nextInt(USERS[service]);
    long id = random.nextLong();
    int hour = random.nextInt(23);
    for (int i = 0; i < 1 + random.nextInt(2 * SESSION_CALLS); i++) {
      int minute = random.nextBoolean() ? 17 + random.nextInt(2) : random.nextInt(60);
      Instant time =
          midnight.plusSeconds(hour * 3_600L + minute * 60L).plusMillis(random.nextInt(60_000));
      calls.add(call(time, service, pseudonym(service, user), id, daysBefore));
    }
  }

  private Call call(Instant time, int service, long user, long session, int daysBefore) {
    boolean isCall = random.nextInt(10) > 0;
    int tool = (int) Math.abs(random.nextGaussian() * TOOLS / 3) % TOOLS;
    // One tool begins and another one ends in the middle.
    int named = tool == 2 && daysBefore < 40 ? 0 : tool == 3 && daysBefore > 20 ? 1 : tool;
    // Each tool within ten octaves, a service beyond: 4 ms to 48 s.
    double seconds = 0.004 * Math.pow(2, random.nextDouble() * (4 + service) + named * 0.6);
    int dice = random.nextInt(100);
    Outcome outcome =
        dice < 90 ? Outcome.OK : dice < 94 ? Outcome.CLIENT_ERROR : Outcome.SERVER_ERROR;
    return new Call(
        time,
        SERVICES[service],
        isCall ? Call.CALL : "resources/read",
        isCall ? name(named) : "",
        outcome,
        seconds,
        user,
        CLIENTS[Math.floorMod(user, CLIENTS.length)],
        session);
  }

  /** Some with what has to be encoded in a path. */
  static String name(int tool) {
    return tool == 0 ? "docs/search all" : "tool_" + tool;
  }

  /** A good hash of the two numbers: never 0. */
  private static long pseudonym(int service, int user) {
    return new SplittableRandom(service * 1_000_003L + user).nextLong() | 1;
  }
}
