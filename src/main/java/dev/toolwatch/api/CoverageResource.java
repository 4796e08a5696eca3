package dev.toolwatch.api;

import dev.toolwatch.coverage.Finding;
import dev.toolwatch.coverage.ServiceCoverage;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.History;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What the instrumentation of each service lacks. */
@Path("/api/v1/coverage")
@RequestScoped
class CoverageResource {
  private final Queries queries;
  private final History history;
  private final ServiceCoverage coverage;
  private final Answers answers;

  CoverageResource(Queries queries, History history, ServiceCoverage coverage, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.coverage = coverage;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "coverage",
      summary = "Checks of each service's instrumentation, with advice",
      description =
          "Services by name, each with its checks, of what this replica received in the last half to"
              + " whole hour since it was started. Other replicas answer for what they received.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CoverageAnswer.class)))
  public Response coverage(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Query.Paging paging = query.paging();
    query.check();
    List<Finding> findings =
        coverage.findings().stream()
            .filter(finding -> service == null || finding.service().equals(service))
            .toList();
    if (findings.isEmpty() && service != null) {
      query.check(history);
    }
    Page<Finding> page =
        Page.of(findings, CoverageResource::position, paging.after(), paging.limit());
    return answers.of(
        uri,
        request,
        new CoverageAnswer(page.rows().stream().map(CoverageRow::of).toList(), query.next(page)),
        false);
  }

  /** By service, and in the order of the checks. */
  private static Position position(Finding finding) {
    String order = "%02d".formatted(finding.check().ordinal());
    return new Position(0, finding.service().name(), order);
  }
}
