package dev.toolwatch.api;

import dev.toolwatch.signal.Outcome;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The calls of the answers in the documentation: three weeks of March 2026, always the same. */
final class ExampleTraffic {
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 2);
  private static final int WEEKS = 3;
  private static final String ISSUES = "acme/issues-mcp";
  private static final String WIKI = "acme/wiki-mcp";

  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Call> calls = new ArrayList<>();
  private long session;

  private ExampleTraffic() {}

  static List<Call> calls() {
    ExampleTraffic traffic = new ExampleTraffic();
    for (int day = 0; day < 7 * WEEKS; day++) {
      traffic.day(day);
    }
    return traffic.calls;
  }

  private void day(int day) {
    int week = day / 7;
    int weekend = day % 7 < 5 ? 1 : 3;
    for (int i = 0; i < (30 + 8 * week) / weekend; i++) {
      session(day, ISSUES, "search_issues", 12, 0.08);
    }
    for (int i = 0; i < 12 / weekend; i++) {
      session(day, ISSUES, "create_issue", 5, 0.2);
    }
    for (int i = 0; i < 4 / weekend && week == 0; i++) {
      session(day, ISSUES, "export_csv", 2, 2.5);
    }
    for (int i = 0; i < 6 / weekend && week > 0; i++) {
      session(day, WIKI, "ask_wiki", 8, 0.9);
    }
  }

  private void session(int day, String service, String tool, int users, double seconds) {
    session++;
    long user = new SplittableRandom(random.nextInt(users) + day / 7).nextLong();
    long first =
        FIRST.plusDays(day).atStartOfDay().toEpochSecond(ZoneOffset.UTC)
            + 8 * 3_600
            + random.nextInt(9 * 3_600);
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      int dice = random.nextInt(50);
      Outcome outcome =
          dice == 0 ? Outcome.SERVER_ERROR : dice < 3 ? Outcome.CLIENT_ERROR : Outcome.OK;
      calls.add(
          new Call(
              java.time.Instant.ofEpochSecond(first + 40L * i),
              service,
              Call.CALL,
              tool,
              outcome,
              seconds * (0.5 + random.nextDouble()),
              user,
              user % 3 == 0 ? "cursor" : "claude-desktop",
              session));
    }
  }
}
