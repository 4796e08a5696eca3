package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Reports;
import dev.toolwatch.slo.SlaReport;
import dev.toolwatch.store.History;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.YearMonth;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The monthly report of a service. */
@Path("/api/v1/reports/sla")
@RequestScoped
class ReportsResource {
  private final Queries queries;
  private final Reports reports;
  private final History history;
  private final Answers answers;
  private final ReportPage page;
  private final AccessAudit audit;

  ReportsResource(
      Queries queries,
      Reports reports,
      History history,
      Answers answers,
      ReportPage page,
      AccessAudit audit) {
    this.queries = queries;
    this.reports = reports;
    this.history = history;
    this.answers = answers;
    this.page = page;
    this.audit = audit;
  }

  @GET
  @Operation(
      operationId = "slaReport",
      summary = "The monthly report of a service: uptime, objectives, incidents, maintenance",
      description =
          "JSON, CSV (the month and its days), or with Accept: text/html a page to print. The"
              + " default is the last complete month. Maintenance windows do not count.")
  @Parameter(name = "service", in = ParameterIn.QUERY, required = true)
  @Parameter(name = "month", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SlaAnswer.class)))
  public Response report(
      @Context UriInfo uri, @Context Request request, @Context RoutingContext context) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    if (service == null) {
      query.parameters().refuse("service", "is required");
    }
    YearMonth current = YearMonth.from(query.now().atZone(reports.zone()));
    YearMonth month =
        query.parameters().parsed("month", current.minusMonths(1), text -> month(text, current));
    query.check();

    SlaReport report =
        history
            .inOneTransaction(() -> reports.report(service, month, query.now()))
            .orElseThrow(() -> new NotFoundException("There is no service with that name"));
    audit.made(Caller.of(context), service.name(), month.toString());
    SlaAnswer answer = SlaAnswer.of(report, query.second());
    return answers.of(uri, request, answer, () -> page.of(report, query.now()));
  }

  private static YearMonth month(String text, YearMonth current) {
    YearMonth month;
    try {
      month = YearMonth.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not a month such as 2026-10", e);
    }
    if (month.isAfter(current)) {
      throw new IllegalArgumentException("has not begun yet");
    }
    if (month.getYear() < 2000) {
      throw new IllegalArgumentException("is before 2000");
    }
    return month;
  }
}
