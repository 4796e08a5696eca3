package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;

/**
 * What a service was worth in a month.
 *
 * @param service by its present name
 * @param names all that it had, the present one first
 * @param month of the calendar of {@code zone}
 * @param range the part of the month that has passed
 * @param complete whether the month is over, and nothing late can come any more
 * @param total of the month
 * @param previous of the month before; null where nothing is known of it
 * @param days of the month, in order
 * @param incidents in order
 * @param maintenance that touches the month, in order
 * @param tools those with the most server errors, then the slowest
 * @param rule by which minutes were judged
 * @param provider who provides the service; null where that is not set
 */
public record SlaReport(
    ServiceId service,
    List<ServiceId> names,
    YearMonth month,
    ZoneId zone,
    Range range,
    boolean complete,
    SlaFigures total,
    SlaFigures previous,
    List<SlaFigures> days,
    List<ReportedIncident> incidents,
    List<Maintenance> maintenance,
    List<ToolFigures> tools,
    UptimeRule rule,
    String provider) {

  /** Mean time from the beginning of incidents to the first alert; null where none was told. */
  public Duration meanTimeToDetect() {
    return mean(incidents.stream().map(ReportedIncident::timeToDetect).toList());
  }

  /** Mean time from the beginning of incidents to their resolution; null likewise. */
  public Duration meanTimeToResolve() {
    return mean(incidents.stream().map(ReportedIncident::timeToResolve).toList());
  }

  private static Duration mean(List<Duration> all) {
    List<Duration> known = all.stream().filter(one -> one != null).toList();
    return known.isEmpty()
        ? null
        : known.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(known.size());
  }
}
