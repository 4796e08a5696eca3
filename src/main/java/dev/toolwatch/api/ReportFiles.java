package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Reports;
import dev.toolwatch.slo.SlaReport;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
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
 * Writes last month's reports into a directory, once they are complete, where that is set. What is
 * there already is left alone. On a thread of its own.
 */
@ApplicationScoped
class ReportFiles {
  private static final Logger LOG = Logger.getLogger(ReportFiles.class);
  private static final int EVERY_MINUTES = 10;

  /** No other name becomes the same when its slashes do. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./-]+");

  /** Of a service's name in a file's: file systems have 255 bytes. */
  private static final int LONGEST = 120;

  private final Optional<Path> directory;
  private final Reports reports;
  private final ReportPage page;
  private final Answers answers;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "toolwatch-reports"));

  ReportFiles(Reports reports, ReportPage page, Answers answers, InstantSource clock) {
    directory = reports.directory();
    this.reports = reports;
    this.page = page;
    this.answers = answers;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    if (directory.isPresent()) {
      // It ends with the thread.
      ScheduledFuture<?> unused =
          thread.scheduleWithFixedDelay(this::writeAll, 0, EVERY_MINUTES, TimeUnit.MINUTES);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  /** Writes what is complete and not there yet. Throws nothing: it is tried again. */
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
          Optional<SlaReport> report = reports.report(service, month, now);
          if (report.isPresent() && report.get().total().states().counted() > 0) {
            write(report.get(), into, name, now);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.errorf(e, "The reports of %s could not be written; it is tried again", month);
    }
  }

  /** The page last: where it is there, the others are. */
  private void write(SlaReport report, Path into, String name, Instant now) throws IOException {
    SlaAnswer answer = SlaAnswer.of(report, now);
    write(into, name + ".json", answers.json(answer));
    write(into, name + ".csv", answers.csv(answer));
    write(into, name + ".html", page.of(report, now).getBytes(UTF_8));
    LOG.infof("The report of %s for %s is in %s", report.service().name(), report.month(), into);
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
   * Senders choose names: only what cannot lead elsewhere stays, and where another name would have the
   * same file a digest tells them apart, so that none keeps another's report from being written.
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
