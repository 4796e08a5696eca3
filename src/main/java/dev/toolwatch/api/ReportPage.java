package dev.toolwatch.api;

import dev.toolwatch.slo.SlaReport;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** A report as a page for people: HTML that prints on two pages of A4. Thread-safe. */
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
