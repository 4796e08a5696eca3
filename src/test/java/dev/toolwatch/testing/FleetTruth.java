package dev.toolwatch.testing;

import dev.toolwatch.signal.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is true of a fleet's calls, found by going through all of them: nothing of the product is used
 * for it.
 */
public record FleetTruth(List<FleetCall> calls) {
  /** Those that ended in a range: from the first moment up to the last one, which is not in it. */
  public FleetTruth in(Instant from, Instant to) {
    return where(
        call -> call.endMillis() >= from.toEpochMilli() && call.endMillis() < to.toEpochMilli());
  }

  public FleetTruth ofService(String service) {
    return where(call -> call.service().equals(service));
  }

  /** Calls of a tool. */
  public FleetTruth ofTool(String tool) {
    return where(call -> call.tool().equals(tool));
  }

  public FleetTruth where(Predicate<FleetCall> condition) {
    return new FleetTruth(calls.stream().filter(condition).toList());
  }

  public Set<String> services() {
    return calls.stream().map(FleetCall::service).collect(Collectors.toSet());
  }

  public Set<String> tools() {
    return calls.stream()
        .map(FleetCall::tool)
        .filter(tool -> !tool.isEmpty())
        .collect(Collectors.toSet());
  }

  public long count() {
    return calls.size();
  }

  public long count(Outcome outcome) {
    return calls.stream().filter(call -> call.outcome() == outcome).count();
  }

  /** Sum of all durations. */
  public double seconds() {
    return calls.stream().mapToDouble(call -> call.durationNanos() / 1e9).sum();
  }

  /**
   * The duration in seconds that a share of the calls do not exceed: the lowest such one.
   *
   * @param share above 0, up to 1
   */
  public double quantile(double share) {
    long[] sorted = calls.stream().mapToLong(FleetCall::durationNanos).sorted().toArray();
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e9;
  }

  /** Pseudonyms of all who are known. */
  public Set<Long> users() {
    return calls.stream()
        .map(FleetCall::user)
        .filter(user -> user != 0)
        .collect(Collectors.toSet());
  }

  /** Number of calls of each user. */
  public Map<Long, Long> callsByUser() {
    return calls.stream()
        .filter(call -> call.user() != 0)
        .collect(Collectors.groupingBy(FleetCall::user, Collectors.counting()));
  }

  /** Number of calls of each client, by name and version with a space between. */
  public Map<String, Long> callsByClient() {
    return calls.stream()
        .collect(
            Collectors.groupingBy(
                call -> call.client() + " " + call.clientVersion(), Collectors.counting()));
  }

  /** Sessions: by the ids that were sent, else by users and their pauses. */
  public List<Session> sessions(long pauseMillis) {
    Map<String, List<FleetCall>> bySession = new HashMap<>();
    for (FleetCall call : calls) {
      boolean opens = call.method().equals("initialize");
      if (!call.session().isEmpty() || (call.user() != 0 && !opens)) {
        String key = call.session().isEmpty() ? "user " + call.user() : "id " + call.session();
        bySession.computeIfAbsent(call.service() + " " + key, any -> new ArrayList<>()).add(call);
      }
    }
    List<Session> sessions = new ArrayList<>();
    bySession.forEach(
        (key, all) ->
            sessions.addAll(
                split(all, all.get(0).session().isEmpty() ? pauseMillis : Long.MAX_VALUE)));
    return sessions;
  }

  private static List<Session> split(List<FleetCall> calls, long pauseMillis) {
    FleetCall[] sorted =
        calls.stream()
            .sorted(Comparator.comparingLong(FleetCall::startMillis))
            .toArray(FleetCall[]::new);
    List<Session> sessions = new ArrayList<>();
    int begin = 0;
    long last = sorted[0].endMillis();
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length || sorted[i].startMillis() - last > pauseMillis) {
        sessions.add(
            new Session(sorted[begin].service(), sorted[begin].startMillis(), last, i - begin));
        begin = i;
      }
      if (i < sorted.length) {
        last = Math.max(last, sorted[i].endMillis());
      }
    }
    return sessions;
  }

  /** The share of the users of one set that are in another; 0 where there are none. */
  public static double retained(Set<Long> users, Set<Long> later) {
    return users.isEmpty()
        ? 0
        : (double) users.stream().filter(later::contains).count() / users.size();
  }

  /** A number at a share of the way through all of them, as {@link #quantile} has it. */
  public static double quantile(double share, long... numbers) {
    long[] sorted = Arrays.stream(numbers).sorted().toArray();
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /**
   * A session of a service.
   *
   * @param firstMillis when its first operation began
   * @param lastMillis when its last one ended
   */
  public record Session(String service, long firstMillis, long lastMillis, int operations) {}
}
