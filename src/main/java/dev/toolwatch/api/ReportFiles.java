package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Reports;
import dev.toolwatch.slo.SlaReport;
import dev.toolwatch.store.History;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.tenant.TenantStarted;
import dev.toolwatch.tenant.TenantStopping;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Writes last month's reports into a directory as soon as they are complete, if a directory is set.
 * Leaves existing files alone. Has its own thread.
 */
@TenantScoped
class ReportFiles {
  private static final Logger LOG = Logger.getLogger(ReportFiles.class);
  private static final int EVERY_MINUTES = 10;

  /** Names that stay unique when their slashes are replaced. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./-]+");

  /**
   * The longest service's name in a file's name. File systems allow 255 bytes for the whole name.
   */
  private static final int LONGEST = 120;

  private final Optional<Path> directory;
  private final Reports reports;
  private final History history;
  private final ReportPage page;
  private final Answers answers;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "toolwatch-reports"));

  ReportFiles(
      Reports reports, History history, ReportPage page, Answers answers, InstantSource clock) {
    directory = reports.directory();
    this.reports = reports;
    this.history = history;
    this.page = page;
    this.answers = answers;
    this.clock = clock;
  }

  void start(@Observes TenantStarted event) {
    if (directory.isPresent()) {
      // The task ends with the thread.
      ScheduledFuture<?> unused =
          thread.scheduleWithFixedDelay(this::writeAll, 0, EVERY_MINUTES, TimeUnit.MINUTES);
    }
  }

  void stop(@Observes TenantStopping event) {
    thread.shutdownNow();
  }

  /**
   * Writes the complete reports that are still missing. Throws nothing; the next run tries again.
   */
  void writeAll() {
    Instant now = clock.instant();
    YearMonth month = YearMonth.from(now.atZone(reports.zone())).minusMonths(1);
    if (now.isBefore(reports.completeAt(month))) {
      return;
    }
    try {
      Path into = Files.createDirectories(directory.orElseThrow());
      for (ServiceId service : reports.services()) {
        String name = "sla-" + month + "-" + fileName(service.name());
        if (!Files.exists(into.resolve(name + ".html"))) {
          Optional<SlaReport> report =
              history.inOneTransaction(() -> reports.report(service, month, now));
          if (report.isPresent() && report.get().total().states().counted() > 0) {
            write(report.get(), into, name, now);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.errorf(
          e,
          "The reports of %s could not be written; the next attempt is in %d minutes",
          month,
          EVERY_MINUTES);
    }
  }

  /** Writes the page last: if it exists, the other files exist too. */
  private void write(SlaReport report, Path into, String name, Instant now) throws IOException {
    SlaAnswer answer = SlaAnswer.of(report, now);
    write(into, name + ".json", answers.json(answer));
    write(into, name + ".csv", answers.csv(answer));
    write(into, name + ".html", page.of(report, now).getBytes(UTF_8));
    LOG.infof("Wrote the report of %s for %s to %s", report.service().name(), report.month(), into);
  }

  private static void write(Path into, String name, byte[] content) throws IOException {
    Path part = into.resolve("." + name + ".part");
    try {
      Files.write(part, content);
      Files.move(part, into.resolve(name));
    } catch (FileAlreadyExistsException e) {
      Files.delete(part);
    }
  }

  /**
   * A safe and unique file name. Senders choose the names of services, so characters that could
   * lead to another directory are replaced. If other names could have the same result, a digest is
   * added: no service can keep another's report from being written.
   */
  static String fileName(String service) {
    if (PLAIN.matcher(service).matches() && service.length() <= LONGEST) {
      return service.replace('/', '_');
    }
    String readable = service.replaceAll("[^A-Za-z0-9.-]", "_");
    return readable.substring(0, Math.min(LONGEST, readable.length()))
        + "~"
        + Answers.digest(service.getBytes(UTF_8));
  }
}
