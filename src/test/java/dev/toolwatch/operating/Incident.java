package dev.toolwatch.operating;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * One fault of one server: it breaks, somebody is paged, it is repaired half a minute later, and the
 * page is resolved. Moved on by whoever waits for it; not thread-safe.
 */
final class Incident {
  /** From the page to the repair. */
  private static final Duration REPAIR = Duration.ofSeconds(30);

  private final DrillServer server;
  private final Fault fault;
  private final Instant breaksAt;
  private final Pace pace;
  private boolean broken;
  private boolean repaired;
  private List<Page> pages = List.of();

  Incident(DrillServer server, Fault fault, Instant breaksAt, Pace pace) {
    this.server = server;
    this.fault = fault;
    this.breaksAt = breaksAt;
    this.pace = pace;
  }

  /** Does what is due, by the pages that there have been. */
  void moveOn(List<Page> all, InstantSource clock) {
    Instant now = clock.instant();
    pages = all.stream().filter(page -> page.component().equals(server.name())).toList();
    if (!broken && !now.isBefore(breaksAt)) {
      server.breaks(fault, now);
      broken = true;
    }
    if (!repaired && !pages.isEmpty() && !now.isBefore(paged().plus(pace.of(REPAIR)))) {
      server.isRepaired();
      repaired = true;
    }
  }

  String server() {
    return server.name();
  }

  /** When its first bad call ended. */
  Instant began() {
    return server.firstBad();
  }

  boolean isPaged() {
    return !pages.isEmpty();
  }

  boolean isOver() {
    return repaired && pages.stream().noneMatch(Page::isOpen);
  }

  /** How many there were; one, if all is well. */
  int pages() {
    return pages.size();
  }

  private Instant paged() {
    return pages.get(0).opened();
  }

  /** From the first bad call to the page, in seconds as shipped. */
  double secondsToPage() {
    return pace.secondsAsShipped(Duration.between(began(), paged()));
  }

  /** From the page to its resolution, likewise; the fault itself lasts 30 s of them. */
  double secondsToResolution() {
    return pace.secondsAsShipped(Duration.between(paged(), pages.get(0).resolved()));
  }

  @Override
  public String toString() {
    String name = "%-10s %-16s ".formatted(server.name(), fault);
    if (!isOver()) {
      return name + (isPaged() ? "paged, not resolved" : "no page");
    }
    return name
        + "page after %5.1f s, %d page(s), resolved %5.1f s later: %s"
            .formatted(secondsToPage(), pages(), secondsToResolution(), pages.get(0).summary());
  }
}
