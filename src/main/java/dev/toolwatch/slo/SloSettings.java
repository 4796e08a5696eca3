package dev.toolwatch.slo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What is promised, and when a minute counts as good. */
@ConfigMapping(prefix = "toolwatch.slo")
interface SloSettings {
  /** Objectives by name. */
  Map<String, ObjectiveSettings> objectives();

  /** Whether there are the two objectives that come with Toolwatch. */
  @WithDefault("true")
  boolean defaultObjectives();

  /** Time zone of months, by its name; that of the store's days where it is not given. */
  Optional<String> timeZone();

  /** Events that the longer window of an alert has at least, before its burn rate says anything. */
  @WithDefault("20")
  int minimumEvents();

  /** By a service's name the one that it had before: its report has the events of both. */
  Map<String, String> formerly();

  /** Who provides the services, as reports name it; nobody where it is not given. */
  Optional<String> provider();

  /** Where last month's reports are written to; nowhere where it is not given. */
  Optional<Path> reportDirectory();

  /** When a minute is up. */
  UptimeSettings uptime();

  /** One objective. */
  interface ObjectiveSettings {
    /** In percent, above 0 and below 100. */
    double target();

    /** The service it is about; every one for itself where it is not given. */
    Optional<String> service();

    /** The tool it is about; all where it is not given. */
    Optional<String> tool();

    /** Within which time a call is good; without it, every operation without a server error is. */
    Optional<Duration> threshold();

    /** Days that roll, as {@code 30d}; or {@code week}, {@code month}, {@code quarter}. */
    @WithDefault("30d")
    String window();

    /** Time zone of a calendar window, by its name; that of months where it is not given. */
    Optional<String> timeZone();
  }

  /** When a minute is up. */
  interface UptimeSettings {
    /** Part of the operations with server errors from which on a minute is down. */
    @WithDefault("0.5")
    double downRatio();

    /** Likewise degraded. */
    @WithDefault("0.05")
    double degradedRatio();

    /** Operations that a minute is judged by; with fewer, the minutes before count as well. */
    @WithDefault("5")
    int minimumOperations();

    /** Server errors that make a minute degraded or down at least. */
    @WithDefault("2")
    int minimumFailures();

    /** How long silence tells nothing new; after it a minute is unknown. */
    @WithDefault("10m")
    Duration silence();

    /** Pause between bad minutes up to which they are one incident. */
    @WithDefault("5m")
    Duration incidentGap();
  }
}
