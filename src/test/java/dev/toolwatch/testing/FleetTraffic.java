package dev.toolwatch.testing;

import dev.toolwatch.signal.Outcome;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Months of a fleet's traffic: users who come, stay or leave, who prefer some services and tools, work
 * by day, in sessions, by clients of several versions. The same seed makes the same traffic. Every
 * other service sends sessions' ids; one operation in twenty names no user.
 *
 * @param start the first day, in UTC
 * @param days how many
 * @param services how many
 * @param tools of each service
 * @param users over all that time
 * @param sessionsPerDay over the fleet, on an average day
 */
public record FleetTraffic(
    long seed, LocalDate start, int days, int services, int tools, int users, int sessionsPerDay) {
  private static final long DAY_MILLIS = 86_400_000;

  /** Three months of ten services with ten tools each: some 157,000 operations. */
  public static FleetTraffic threeMonths(LocalDate start) {
    return new FleetTraffic(42, start, 92, 10, 10, 3_000, 400);
  }

  public Instant from() {
    return start.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  public Instant to() {
    return start.plusDays(days).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** All calls, in the order of their ends. */
  public List<FleetCall> calls() {
    List<Person> people = people();
    List<FleetCall> calls = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      calls.addAll(day(people, day));
    }
    calls.sort(Comparator.comparingLong(FleetCall::endMillis));
    return calls;
  }

  /** The same day by day, for traffic that does not fit into memory; in the order of their ends. */
  public Stream<List<FleetCall>> callsByDay() {
    List<Person> people = people();
    return Stream.iterate(0, day -> day < days, day -> day + 1).map(day -> day(people, day));
  }

  private List<Person> people() {
    SplittableRandom random = new SplittableRandom(seed);
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      // Half of them are there from the beginning; three in ten leave some day.
      int first = random.nextBoolean() ? 0 : random.nextInt(days);
      int last = random.nextInt(10) < 3 ? first + random.nextInt(Math.max(1, days - first)) : days;
      people.add(
          new Person(
              random.nextLong() | 1, first, last, random.nextInt(services), random.nextInt(5)));
    }
    return people;
  }

  private List<FleetCall> day(List<Person> people, int day) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + day);
    List<FleetCall> calls = new ArrayList<>();
    boolean weekend = start.plusDays(day).getDayOfWeek().getValue() > 5;
    int sessions = weekend ? sessionsPerDay / 4 : sessionsPerDay;
    for (int session = 0; session < sessions; session++) {
      // The square makes some much busier than others.
      double rank = random.nextDouble();
      Person person = people.get((int) (rank * rank * people.size()));
      if (person.first <= day && day <= person.last) {
        session(calls, random, person, day, session);
      }
    }
    calls.sort(Comparator.comparingLong(FleetCall::endMillis));
    return calls;
  }

  private void session(
      List<FleetCall> calls, SplittableRandom random, Person person, int day, int number) {
    int service = random.nextInt(4) == 0 ? random.nextInt(services) : person.service;
    boolean sendsId = service % 2 == 0;
    String id = sendsId ? "session-" + day + "-" + number : "";
    // From 7 to 21 o'clock most of the time, and all of it before midnight.
    double hour = 7 + 12 * (random.nextDouble() + random.nextDouble()) / 2;
    long time = from().toEpochMilli() + day * DAY_MILLIS + (long) (hour * 3_600_000);
    long endOfDay = from().toEpochMilli() + (day + 1) * DAY_MILLIS;
    int operations = 2 + random.nextInt(14);
    for (int i = 0; i < operations && time < endOfDay - 60_000; i++) {
      calls.add(call(random, person, service, id, time, i == 0));
      // Once in a while somebody goes for lunch: that ends a session that has no id.
      time += random.nextInt(25) == 0 ? 2_400_000 : 1_000 + random.nextInt(60_000);
    }
  }

  private FleetCall call(
      SplittableRandom random, Person person, int service, String id, long time, boolean first) {
    double rank = random.nextDouble();
    int tool = (int) (rank * rank * tools);
    // Tools differ in speed by a factor of a hundred, and each in itself by much less.
    double millis = 20 * Math.pow(100, (double) tool / tools) * Math.exp(0.5 * gauss(random));
    int luck = random.nextInt(100);
    Outcome outcome =
        luck < 1 + tool % 4 ? Outcome.SERVER_ERROR : luck < 8 ? Outcome.CLIENT_ERROR : Outcome.OK;
    return new FleetCall(
        "fleet/service-" + service,
        first ? "initialize" : "tools/call",
        first ? "" : "tool-" + tool,
        outcome,
        id.isEmpty() || random.nextInt(10) != 0 ? person.user : 0,
        id,
        "client-" + person.client,
        "1." + Math.min(9, (time - from().toEpochMilli()) / DAY_MILLIS / 20),
        time + (long) millis,
        (long) (millis * 1e6));
  }

  /** The sum of twelve is near enough. */
  private static double gauss(SplittableRandom random) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }

  private record Person(long user, int first, int last, int service, int client) {}
}
