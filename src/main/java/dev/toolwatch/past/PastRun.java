package dev.toolwatch.past;

import dev.toolwatch.demo.Story;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.PastWriter;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.SessionTotals;
import dev.toolwatch.store.Tier;
import dev.toolwatch.store.UserCounts;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One writing of the past, from the first week to the last minute. Not thread-safe. */
final class PastRun {
  /** Before that only days are kept. */
  private static final Duration HOURS = Duration.ofDays(8);

  /** Of today's hours before that, one minute in five has what five did. */
  private static final int FINE_MINUTES = 6 * Minutes.HOUR;

  private static final int COARSE_MINUTES = 5;

  /** A session over stdio lasts as long as somebody works. */
  private static final double WORKING_SECONDS = 9 * 3600;

  private static final double WORKING_SPREAD = 0.25;

  private final Calendar calendar;
  private final PastWriter writer;
  private final Levels levels;
  private final UserNames names;
  private final Story story;
  private final List<ServicePast> services = new ArrayList<>();
  private final LogNormal workingHours = new LogNormal(WORKING_SPREAD);

  PastRun(Story story, Calendar calendar, PastWriter writer, Levels levels, UserNames names) {
    this.story = story;
    this.calendar = calendar;
    this.writer = writer;
    this.levels = levels;
    this.names = names;
    story.services().forEach(one -> services.add(new ServicePast(story, one, services.size())));
  }

  /** Writes the past up to the begin of a minute. */
  void write(Instant now) throws SQLException {
    long end = Minutes.of(now);
    long begin = start(Tier.WEEK, Minutes.of(now.minus(Story.LENGTH)));
    long today = start(Tier.DAY, end);
    long hours = start(Tier.DAY, Minutes.of(now.minus(HOURS)));
    List<ServiceTally> week = tallies();
    for (long day = begin; day < end; day = end(Tier.DAY, day)) {
      List<ServiceTally> tallies = day(day, Math.min(end(Tier.DAY, day), end), hours, today);
      add(tallies, week);
      long next = end(Tier.DAY, day);
      if (next >= end || start(Tier.WEEK, next) == next) {
        week(start(Tier.WEEK, day), week, next <= end && start(Tier.WEEK, next) == next);
        week = tallies();
      }
    }
    writer.end(hours, today, Minutes.start(end));
    levels.end(story, new Range(Minutes.start(begin), Minutes.start(end)));
  }

  private long start(Tier tier, long minute) {
    return Minutes.of(calendar.start(tier, Minutes.start(minute)));
  }

  private long end(Tier tier, long minute) {
    return Minutes.of(calendar.end(tier, Minutes.start(minute)));
  }

  private List<ServiceTally> tallies() {
    List<ServiceTally> tallies = new ArrayList<>();
    services.forEach(service -> tallies.add(new ServiceTally(service.id(), names.size())));
    return tallies;
  }

  private static void add(List<ServiceTally> some, List<ServiceTally> to) {
    for (int i = 0; i < some.size(); i++) {
      to.get(i).add(some.get(i));
    }
  }

  private List<ServiceTally> day(long day, long dayEnd, long hours, long today)
      throws SQLException {
    List<ServiceTally> sum = tallies();
    for (long hour = day; hour < dayEnd; hour = end(Tier.HOUR, hour)) {
      long hourEnd = Math.min(end(Tier.HOUR, hour), dayEnd);
      List<ServiceTally> tallies =
          day == today ? minutes(hour, hourEnd, dayEnd) : hour(hour, hourEnd, hour >= hours);
      if (hour >= hours && hourEnd == end(Tier.HOUR, hour)) {
        write(Tier.HOUR, hour, tallies);
      }
      if (day == today) {
        sessionsOfHour(tallies, hour, hourEnd, dayEnd);
      }
      add(tallies, sum);
    }
    for (int i = 0; i < services.size(); i++) {
      if (day < hours) {
        services.get(i).drawUsers(sum.get(i), day, dayEnd);
      }
      if (!services.get(i).hasSessions()) {
        work(sum.get(i), day, dayEnd, day == today);
      } else if (day != today) {
        services.get(i).drawSessions(sum.get(i), dayEnd - day);
      }
    }
    if (day != today) {
      write(Tier.DAY, day, sum);
      sessions(Tier.DAY, day, sum);
    }
    return sum;
  }

  /** An hour of which no minutes are kept, but in the ledger. */
  private List<ServiceTally> hour(long hour, long hourEnd, boolean withUsers) throws SQLException {
    List<ServiceTally> tallies = new ArrayList<>();
    Map<Series, Rollup> operations = new HashMap<>();
    for (ServicePast service : services) {
      if (service.isEventful(hour, hourEnd)) {
        tallies.add(eventful(service, hour, hourEnd, withUsers));
      } else {
        ServiceTally tally = draw(service, hour, hourEnd, withUsers);
        tally.copyEvents(operations);
        tallies.add(tally);
      }
    }
    levels.add(hour, hourEnd, operations);
    return tallies;
  }

  private static ServiceTally draw(ServicePast service, long from, long to, boolean withUsers) {
    return withUsers ? service.draw(from, to) : service.drawOperations(from, to);
  }

  private ServiceTally eventful(ServicePast service, long hour, long hourEnd, boolean withUsers)
      throws SQLException {
    ServiceTally sum = new ServiceTally(service.id(), names.size());
    for (long minute = hour; minute < hourEnd; minute++) {
      ServiceTally tally = draw(service, minute, minute + 1, withUsers);
      Map<Series, Rollup> operations = new HashMap<>();
      tally.copyEvents(operations);
      levels.add(minute, minute + 1, operations);
      levels.failed(minute, operations);
      sum.add(tally);
    }
    return sum;
  }

  private List<ServiceTally> minutes(long hour, long hourEnd, long end) throws SQLException {
    List<ServiceTally> sum = tallies();
    long step = hourEnd <= end - FINE_MINUTES ? COARSE_MINUTES : 1;
    for (long minute = hour; minute < hourEnd; minute += step) {
      long next = Math.min(minute + step, hourEnd);
      List<ServiceTally> tallies = new ArrayList<>();
      for (ServicePast service : services) {
        tallies.add(service.draw(minute, next));
      }
      levels.add(minute, next, write(Tier.MINUTE, minute, tallies));
      add(tallies, sum);
    }
    return sum;
  }

  private void week(long week, List<ServiceTally> tallies, boolean over) throws SQLException {
    if (over) {
      write(Tier.WEEK, week, tallies);
      sessions(Tier.WEEK, week, tallies);
    }
    Map<ServiceId, UserSample> samples = new HashMap<>();
    tallies.forEach(tally -> tally.copySample(names, samples));
    writer.samples(week, samples);
  }

  private Map<Series, Rollup> write(Tier tier, long bucket, List<ServiceTally> tallies)
      throws SQLException {
    Map<Series, Rollup> operations = new HashMap<>();
    Map<Client, ClientUse> clients = new HashMap<>();
    Map<ServiceId, UserCounts> users = new HashMap<>();
    for (ServiceTally tally : tallies) {
      tally.copyRollups(names, operations);
      tally.copyClients(names, clients);
      tally.copyUsers(names, users);
    }
    operations.values().removeIf(rollup -> rollup.total() == 0);
    writer.operations(tier, bucket, operations);
    writer.clients(tier, bucket, clients);
    writer.users(tier, bucket, users);
    return operations;
  }

  private void sessions(Tier tier, long bucket, List<ServiceTally> tallies) throws SQLException {
    Map<ServiceId, SessionTotals> sessions = new HashMap<>();
    tallies.forEach(tally -> tally.copySessions(sessions));
    writer.sessions(tier, bucket, sessions);
  }

  private void sessionsOfHour(List<ServiceTally> tallies, long hour, long hourEnd, long end)
      throws SQLException {
    for (int i = 0; i < services.size(); i++) {
      if (services.get(i).hasSessions()) {
        writer.sessions(TodaySessions.begun(tallies.get(i), hour, hourEnd, end, i));
      }
    }
  }

  /** The sessions of a service whose clients send no ids. */
  private void work(ServiceTally tally, long day, long dayEnd, boolean goesOn) throws SQLException {
    if (goesOn) {
      writer.sessions(TodaySessions.ofUsers(tally, names, day, dayEnd));
      return;
    }
    int users = tally.whole().users.cardinality();
    if (users > 0) {
      tally.sessions(users, workingHours, WORKING_SECONDS, (double) tally.operations() / users);
    }
  }
}
