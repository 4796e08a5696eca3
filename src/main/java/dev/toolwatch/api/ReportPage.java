package dev.toolwatch.api;

import dev.toolwatch.slo.SlaReport;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Renders a report as an HTML page that prints on two sheets of A4. Thread-safe. */
@ApplicationScoped
class ReportPage {
  @CheckedTemplate(basePath = "")
  static class Templates {
    private Templates() {}

    static native TemplateInstance slaReport(ReportView page);
  }

  /** The whole page. */
  String of(SlaReport report, Instant now) {
    return Templates.slaReport(new ReportLayout(report, now).view()).render();
  }
}
