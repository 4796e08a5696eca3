package dev.toolwatch.past;

import dev.toolwatch.demo.ClientRelease;
import dev.toolwatch.demo.Portion;
import dev.toolwatch.demo.Story;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Client;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws what a service did, from rates and shares. Not thread-safe. */
final class ServicePast {
  private static final double CLIENT_ERROR_SECONDS = 0.004;
  private static final double SESSION_SPREAD = 0.7;

  /** The part of the mean below which half of the values of that spread lie. */
  private static final double MEDIAN = Math.exp(-SESSION_SPREAD * SESSION_SPREAD / 2);

  /** From there on it is as good as certain that a user is among them. */
  private static final double CERTAIN = 12;

  private final Story story;
  private final Story.Service service;
  private final ServiceId id;
  private final int number;
  private final Map<Double, LogNormal> distributions = new HashMap<>();

  private LocalDate day;

  /** Of that day, by user: the part of all operations, their running sum, and the client. */
  private double[] runningShares = {};

  private final List<Client> clients = new ArrayList<>();

  /**
   * @param number tells the services apart
   */
  ServicePast(Story story, Story.Service service, int number) {
    this.story = story;
    this.service = service;
    this.number = number;
    id = ServiceId.of(service.name());
  }

  ServiceId id() {
    return id;
  }

  boolean hasSessions() {
    return service.hasSessions();
  }

  /** Whether an hour has to be drawn by the minute. */
  boolean isEventful(long fromMinute, long toMinute) {
    return service.isEventful(Minutes.start(fromMinute), Minutes.start(toMinute));
  }

  /** What it did in these minutes: the same whenever it is asked. */
  ServiceTally draw(long fromMinute, long toMinute) {
    SplittableRandom random = random(fromMinute, toMinute);
    ServiceTally tally = operations(fromMinute, toMinute, random);
    users(tally, random);
    return tally;
  }

  /** The same without users, clients and sessions. */
  ServiceTally drawOperations(long fromMinute, long toMinute) {
    return operations(fromMinute, toMinute, random(fromMinute, toMinute));
  }

  /** Draws the users of a day that has none yet. */
  void drawUsers(ServiceTally tally, long fromMinute, long toMinute) {
    of(day(fromMinute, toMinute));
    users(tally, random(fromMinute, toMinute));
  }

  private static Instant middle(long fromMinute, long toMinute) {
    return Minutes.start(fromMinute).plusSeconds((toMinute - fromMinute) * 30);
  }

  private static LocalDate day(long fromMinute, long toMinute) {
    return LocalDate.ofInstant(middle(fromMinute, toMinute), ZoneOffset.UTC);
  }

  private ServiceTally operations(long fromMinute, long toMinute, SplittableRandom random) {
    Instant middle = middle(fromMinute, toMinute);
    of(day(fromMinute, toMinute));
    ServiceTally tally = new ServiceTally(id, runningShares.length);
    double byUsers = service.rate(middle) * runningShares[runningShares.length - 1];
    double expected = byUsers * 60 * (toMinute - fromMinute);
    long total = Math.round(expected + Math.sqrt(expected) * random.nextGaussian());
    if (total <= 0) {
      return tally;
    }
    // How busy the machines were that hour; what is slow is not slow all alike.
    double load =
        1
            + 0.06 * new SplittableRandom(story.seed() + fromMinute / Minutes.HOUR).nextGaussian()
            + 0.02 * random.nextGaussian();
    List<Portion> portions = service.portions(middle, byUsers);
    long[] operations = share(portions, total, random.nextDouble());
    for (int i = 0; i < operations.length; i++) {
      if (operations[i] > 0) {
        outcomes(tally, portions.get(i), operations[i], load, random);
      }
    }
    return tally;
  }

  private void users(ServiceTally tally, SplittableRandom random) {
    long total = tally.operations();
    if (total == 0) {
      return;
    }
    long ofOne = tally.ofOneUser();
    users(tally, total - ofOne, random.nextDouble());
    long[] byUser = tally.byUser().clone();
    tally.forEachSeries(
        (series, onlyUser) -> {
          if (onlyUser > 0) {
            tally.user(onlyUser - 1, series.operations(), clients.get(onlyUser - 1));
            series.users.set(onlyUser - 1);
          } else {
            users(series, byUser, (double) series.operations() / (total - ofOne), random);
          }
        });
    for (int user = 0; user < byUser.length; user++) {
      tally.whole().users.set(user, tally.byUser()[user] > 0);
    }
  }

  /**
   * Draws how many sessions began in a time, and how long they lasted.
   *
   * @param minutes of that time
   */
  void drawSessions(ServiceTally tally, long minutes) {
    long operations = tally.operations();
    int present = tally.whole().users.cardinality();
    if (present > 0) {
      double secondsPerOperation = minutes * 60d * present / operations;
      tally.sessions(
          Math.round(operations / Story.SESSION_OPERATIONS),
          distribution(SESSION_SPREAD),
          Story.SESSION_OPERATIONS * secondsPerOperation * MEDIAN,
          Story.SESSION_OPERATIONS * MEDIAN);
    }
  }

  /** Sets the users and clients of a day. */
  private void of(LocalDate next) {
    if (next.equals(day)) {
      return;
    }
    day = next;
    double[] shares = service.shares(day);
    clients.clear();
    double sum = 0;
    runningShares = new double[shares.length];
    for (int user = 0; user < shares.length; user++) {
      sum += shares[user];
      runningShares[user] = sum;
      ClientRelease client = story.client(user, day);
      clients.add(new Client(id, client.name(), client.version()));
    }
  }

  private SplittableRandom random(long fromMinute, long toMinute) {
    return new SplittableRandom(
        story.seed() * 31 + number + fromMinute * 1_000_003L + (toMinute - fromMinute) * 10_007L);
  }

  private LogNormal distribution(double spread) {
    return distributions.computeIfAbsent(spread, LogNormal::new);
  }

  private static long[] share(List<Portion> portions, long total, double shift) {
    long[] operations = new long[portions.size()];
    double share = 0;
    long shared = 0;
    for (int i = 0; i < operations.length; i++) {
      share += portions.get(i).share();
      boolean last = i == operations.length - 1;
      long until = last ? total : Math.min(total, (long) (share * total + shift));
      operations[i] = until - shared;
      shared = until;
    }
    return operations;
  }

  /** Says how many each user made. */
  private void users(ServiceTally tally, long total, double shift) {
    double all = runningShares[runningShares.length - 1];
    int lastPresent = runningShares.length - 1;
    while (lastPresent > 0 && runningShares[lastPresent - 1] == all) {
      lastPresent--;
    }
    long shared = 0;
    for (int user = 0; user <= lastPresent; user++) {
      long until = Math.min(total, (long) (runningShares[user] / all * total + shift));
      until = user == lastPresent ? total : until;
      if (until > shared) {
        tally.user(user, until - shared, clients.get(user));
        shared = until;
      }
    }
  }

  private void outcomes(
      ServiceTally tally, Portion portion, long times, double load, SplittableRandom random) {
    long server = Math.min(times, draw(times * portion.serverErrors(), random));
    long client = Math.min(times - server, draw(times * portion.clientErrors(), random));
    if (portion.clientErrors() == 1) {
      client = times;
      server = 0;
    }
    LogNormal distribution = distribution(portion.spread());
    SeriesTally series = tally.series(portion.method(), portion.tool(), portion.user());
    for (SeriesTally one : List.of(series, tally.whole())) {
      one.outcomes(times - server - client, client, server);
      double shift = random.nextDouble();
      one.durations(distribution, portion.medianSeconds() * load, times - client, shift);
      one.durations(distribution, CLIENT_ERROR_SECONDS, client, shift);
    }
  }

  /** A number of rare events. */
  private static long draw(double expected, SplittableRandom random) {
    if (expected > 50) {
      return Math.max(0, Math.round(expected + Math.sqrt(expected) * random.nextGaussian()));
    }
    long events = 0;
    for (double passed = -Math.log(1 - random.nextDouble());
        passed < expected;
        passed -= Math.log(1 - random.nextDouble())) {
      events++;
    }
    return events;
  }

  private static void users(
      SeriesTally series, long[] byUser, double share, SplittableRandom random) {
    double log = Math.log1p(-Math.min(share, 1 - 1e-9));
    for (int user = 0; user < byUser.length; user++) {
      double missed = byUser[user] * log;
      if (missed < -CERTAIN || missed < 0 && random.nextDouble() > Math.exp(missed)) {
        series.users.set(user);
      }
    }
  }
}
