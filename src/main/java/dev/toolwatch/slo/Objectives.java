package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.tenant.TenantScoped;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objectives of the settings, and what the store has to count for them. Thread-safe. */
@TenantScoped
class Objectives {
  /** So many at most. */
  static final int MAX = 100;

  /** What uptime and requests are computed from, whatever the objectives are. */
  static final Indicator AVAILABILITY = new Goal.Availability().indicator(null);

  private static final String SETTING = "toolwatch.slo.objectives.";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  private static final Pattern DAYS = Pattern.compile("([1-9]\\d{0,2})d");
  private static final int MAX_DAYS = 366;

  private final List<Objective> all;
  private final List<Indicator> indicators;

  Objectives(SloSettings settings, Calendar calendar) {
    ZoneId zone = zone(settings, calendar);
    Map<String, Objective> byName = new TreeMap<>();
    if (settings.defaultObjectives()) {
      Window window = new Window.Rolling(Window.MONTH_DAYS);
      byName.put(
          "availability",
          new Objective("availability", null, null, new Goal.Availability(), 0.999, window));
      byName.put(
          "latency",
          new Objective(
              "latency", null, null, new Goal.Latency(Duration.ofSeconds(1)), 0.95, window));
    }
    settings
        .objectives()
        .forEach((name, setting) -> byName.put(name, objective(name, setting, zone)));
    if (byName.size() > MAX) {
      throw new IllegalArgumentException(
          "toolwatch.slo.objectives: " + byName.size() + " are more than " + MAX);
    }
    all = List.copyOf(byName.values());
    Map<String, Indicator> byIndicator = new LinkedHashMap<>();
    byIndicator.put(AVAILABILITY.name(), AVAILABILITY);
    all.forEach(
        objective -> {
          Indicator indicator = objective.goal().indicator(objective.tool());
          byIndicator.putIfAbsent(indicator.name(), indicator);
        });
    indicators = List.copyOf(byIndicator.values());
  }

  private static Objective objective(
      String name, SloSettings.ObjectiveSettings setting, ZoneId zone) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          SETTING + name + ": a name is of up to 64 letters, digits and _ . -");
    }
    double percent = setting.target();
    if (!(percent > 0 && percent < 100)) {
      throw new IllegalArgumentException(
          SETTING
              + name
              + ".target: "
              + percent
              + " is not above 0 and below 100 percent; at 100 there is no budget to spend");
    }
    Goal goal = setting.threshold().<Goal>map(Goal.Latency::new).orElseGet(Goal.Availability::new);
    return new Objective(
        name,
        setting.service().map(ServiceId::of).orElse(null),
        setting.tool().orElse(null),
        goal,
        BigDecimal.valueOf(percent).movePointLeft(2).doubleValue(),
        window(
            name,
            setting.window(),
            setting.timeZone().map(id -> zone(SETTING + name + ".time-zone", id)).orElse(zone)));
  }

  /** The time zone of months. */
  static ZoneId zone(SloSettings settings, Calendar calendar) {
    return settings
        .timeZone()
        .map(id -> zone("toolwatch.slo.time-zone", id))
        .orElse(calendar.zone());
  }

  private static ZoneId zone(String setting, String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          setting + " is " + id + ", but must be a time zone such as Europe/Berlin or UTC", e);
    }
  }

  private static Window window(String name, String text, ZoneId zone) {
    Matcher days = DAYS.matcher(text);
    if (days.matches() && Integer.parseInt(days.group(1)) <= MAX_DAYS) {
      return new Window.Rolling(Integer.parseInt(days.group(1)));
    }
    return switch (text) {
      case "week" -> new Window.Calendar(CalendarUnit.WEEK, zone);
      case "month" -> new Window.Calendar(CalendarUnit.MONTH, zone);
      case "quarter" -> new Window.Calendar(CalendarUnit.QUARTER, zone);
      default ->
          throw new IllegalArgumentException(
              SETTING
                  + name
                  + ".window: "
                  + text
                  + " is neither days, 1d to "
                  + MAX_DAYS
                  + "d, nor week, month or quarter");
    };
  }

  /** All of them, by name. */
  List<Objective> all() {
    return all;
  }

  /** What the store has to count. */
  List<Indicator> indicators() {
    return indicators;
  }
}
