package dev.toolwatch.demo;

import dev.toolwatch.demo.Request.Plain;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The past of the simulated fleet, in rates and shares: it becomes what the fleet is today. The same for
 * the same settings and day. Immutable.
 */
public final class Story {
  /** How long it lasts. */
  public static final Duration LENGTH = Duration.ofDays(90);

  /** Operations of a session, on average: two to begin it, then until it ends. */
  public static final double SESSION_OPERATIONS = 1 + 1 / Population.SESSION_ENDS;

  private static final double MILLIS = 1e3;

  /** What Toolwatch calls tools that do not exist. */
  private static final String UNKNOWN_TOOL = "__unknown__";

  private final double rate;
  private final long seed;
  private final DayCurve curve;
  private final LocalDate today;
  private final Turnover turnover;
  private final Population population;
  private final Changes changes;

  /**
   * The story up to a moment.
   *
   * @param rate mean operations a second over a working day, above 0
   * @param users of the fleet today
   */
  public Story(double rate, int users, long seed, Instant now) {
    Checks.positive(rate, "toolwatch.demo.rate");
    this.rate = rate;
    this.seed = seed;
    curve = new DayCurve(now, 1);
    today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    int days = Math.toIntExact(LENGTH.toDays());
    turnover = new Turnover(users, days);
    changes = new Changes(today, days);
    // As the traffic draws it, so that the same users use the same servers.
    population = new Population(Fleet.SERVERS, users, new SplittableRandom(seed));
  }

  /** Two stories with the same seed are the same. */
  public long seed() {
    return seed;
  }

  /** All users there ever were, by their number from 0. */
  public List<String> users() {
    return IntStream.rangeClosed(1, turnover.everyone())
        .mapToObj(PlannedOperation::userName)
        .toList();
  }

  /** What a user, from 0, called tools with on a day. */
  public ClientRelease client(int user, LocalDate day) {
    return ClientRelease.of(user + 1, daysAgo(day));
  }

  /** All services. */
  public List<Service> services() {
    return Fleet.SERVERS.stream().map(Service::new).toList();
  }

  /** The service that had the {@link #outage} and the {@link #maintenance}. */
  public String unlucky() {
    return service(Changes.UNLUCKY).name();
  }

  /** When most of its operations failed. */
  public Trouble outage() {
    return changes.outage();
  }

  /** When it was maintained. */
  public Trouble maintenance() {
    return changes.maintenance();
  }

  private Service service(String name) {
    return services().stream().filter(one -> one.server.name().equals(name)).findFirst().get();
  }

  private long daysAgo(LocalDate day) {
    return Math.max(0, ChronoUnit.DAYS.between(day, today));
  }

  /** One of the fleet's servers. */
  public final class Service {
    private final McpServer server;

    private Service(McpServer server) {
      this.server = server;
    }

    /** As Toolwatch calls it. */
    public String name() {
      return server.service();
    }

    /** Whether its clients send session ids. */
    public boolean hasSessions() {
      return server.hasSessions();
    }

    /** Each user's part of all the fleet's operations that were this service's on a day. */
    public double[] shares(LocalDate day) {
      double[] shares = new double[turnover.everyone()];
      for (int user = 1; user <= shares.length; user++) {
        if (turnover.isThere(user, daysAgo(day))) {
          // Who has left was like one of those who are there.
          int like = user <= turnover.users() ? user : 1 + user * 31 % turnover.users();
          shares[user - 1] = population.share(like) * population.share(like, server);
        }
      }
      return shares;
    }

    /** Operations a second of all users together, if each makes its share. */
    public double rate(Instant at) {
      return rate * curve.factor(at) * (1 - Traffic.MISSING_TOOLS);
    }

    /** Operations a second that call tools which do not exist: all of them are the last user's. */
    private double missing(Instant at) {
      double share = population.share(population.users(), server);
      return rate * curve.factor(at) * Traffic.MISSING_TOOLS * share;
    }

    /** Whether what it did changes within an hour. */
    public boolean isEventful(Instant from, Instant to) {
      return Lunch.touches(server, from, to)
          || changes.troubles(server).stream()
              .anyMatch(trouble -> trouble.from().isBefore(to) && from.isBefore(trouble.to()));
    }

    /**
     * What it did. The shares sum up to 1.
     *
     * @param byUsers operations a second of all users together
     */
    public List<Portion> portions(Instant at, double byUsers) {
      List<Portion> portions = new ArrayList<>();
      double missing = missing(at) / (missing(at) + byUsers);
      double rest = 1 - missing;
      double handshakes = rest / SESSION_OPERATIONS;
      double others = rest - 2 * handshakes;
      double failing =
          changes.troubles(server).stream()
              .filter(trouble -> trouble.has(at))
              .mapToDouble(Trouble::failureShare)
              .sum();
      add(portions, Plain.INITIALIZE.method(), handshakes, Traffic.LISTING, failing, 0);
      add(
          portions,
          Plain.TOOLS_LIST.method(),
          handshakes + others * Traffic.TOOLS_LISTS,
          Traffic.LISTING,
          failing,
          0);
      add(portions, Plain.PING.method(), others * Traffic.PINGS, Traffic.LISTING, failing, 0);
      double left = others * (1 - Traffic.TOOLS_LISTS - Traffic.PINGS);
      if (!server.resources().isEmpty()) {
        double reads = others * Traffic.RESOURCE_READS;
        left -= reads;
        add(portions, "resources/read", reads, Traffic.READING, failing, Traffic.MISSING_RESOURCES);
      }
      if (!server.prompts().isEmpty()) {
        double prompts = others * Traffic.PROMPT_GETS;
        left -= prompts;
        add(portions, "prompts/get", prompts, Traffic.LISTING, failing, 0);
      }
      tools(portions, at, left, failing);
      if (missing > 0) {
        Latency quick = Traffic.QUICK;
        portions.add(
            new Portion(
                "tools/call",
                UNKNOWN_TOOL,
                missing,
                quick.medianMillis() / MILLIS,
                quick.spread(),
                0,
                1,
                population.users()));
      }
      return portions;
    }

    private void tools(List<Portion> portions, Instant at, double share, double failing) {
      List<Tool> tools = changes.tools(server);
      double total = tools.stream().mapToDouble(tool -> changes.weight(tool, at)).sum();
      for (Tool tool : tools) {
        double failures = changes.failureShare(tool, at) + Traffic.TIMEOUTS;
        portions.add(
            new Portion(
                "tools/call",
                tool.name(),
                share * changes.weight(tool, at) / total,
                tool.latency().medianMillis() / MILLIS * changes.slowness(tool, at),
                tool.latency().spread(),
                Math.max(failures, failing),
                Traffic.BAD_ARGUMENTS + Traffic.CANCELLATIONS,
                0));
      }
    }

    private static void add(
        List<Portion> portions,
        String method,
        double share,
        Latency latency,
        double serverErrors,
        double clientErrors) {
      portions.add(
          new Portion(
              method,
              "",
              share,
              latency.medianMillis() / MILLIS,
              latency.spread(),
              serverErrors,
              clientErrors,
              0));
    }
  }
}
