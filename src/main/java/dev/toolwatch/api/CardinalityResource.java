package dev.toolwatch.api;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.CardinalityReport;
import dev.toolwatch.cardinality.FamilyReport;
import dev.toolwatch.cardinality.FamilyReport.ServiceReport;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What the budgets of series are, what is used and asked for, and by whom most of all. */
@Path("/api/v1/cardinality")
class CardinalityResource {
  private static final int MAX_SERVICES = 1000;
  private static final String SERVICES = "20";

  private final Cardinality cardinality;

  CardinalityResource(Cardinality cardinality) {
    this.cardinality = cardinality;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Budgets of series, use and demand",
      description =
          "Per family the services whose observations folded into __other__ most come first;"
              + " limit (1 to 1000) says how many of them.")
  public CardinalityReport json(@QueryParam("limit") @DefaultValue(SERVICES) String limit) {
    return cardinality.report(services(limit));
  }

  /** Only if asked for: whoever takes anything gets JSON. */
  @GET
  @Produces("text/csv;qs=0.5")
  @Operation(hidden = true)
  public String csv(@QueryParam("limit") @DefaultValue(SERVICES) String limit) {
    Csv csv = new Csv("family", "service", "used", "demand", "folded", "examples");
    for (FamilyReport family : cardinality.report(services(limit)).families()) {
      for (ServiceReport service : family.services()) {
        csv.row(
            family.family(),
            service.service(),
            Integer.toString(service.used()),
            Long.toString(service.demand()),
            Long.toString(service.folded()),
            String.join(" ", service.examples()));
      }
    }
    return csv.toString();
  }

  private static int services(String limit) {
    try {
      int services = Integer.parseInt(limit);
      if (services >= 1 && services <= MAX_SERVICES) {
        return services;
      }
    } catch (NumberFormatException e) {
      // Refused like a number that is out of range.
    }
    throw new BadRequestException("limit must be a number from 1 to " + MAX_SERVICES);
  }
}
