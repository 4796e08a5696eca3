package dev.toolwatch.api;

import dev.toolwatch.api.SearchMatches.Kind;
import dev.toolwatch.errors.ErrorGroupReader;
import dev.toolwatch.errors.StoredGroup;
import dev.toolwatch.probe.ProbeView;
import dev.toolwatch.probe.Probes;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Series;
import dev.toolwatch.traces.KeptTraces;
import dev.toolwatch.traces.StoredTrace;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Finds things by name. Its work is bounded: it reads the names of all series once, at most {@link
 * #MOST_GROUPS} error groups, and as many traces as the answer has rows.
 */
@Path("/api/v1/search")
@RequestScoped
class SearchResource {
  static final int MIN_LENGTH = 2;
  static final int MAX_LENGTH = 200;

  private static final int DEFAULT_LIMIT = 20;
  private static final int MOST_GROUPS = 20_000;
  private static final int MAX_DETAIL = 200;
  private static final Pattern BEGIN_OF_A_TRACE = Pattern.compile("[0-9a-fA-F]{8,32}");

  private final Queries queries;
  private final History history;
  private final ErrorGroupReader errors;
  private final KeptTraces traces;
  private final Supplier<List<ProbeView>> probes;
  private final Answers answers;

  @Inject
  SearchResource(
      Queries queries,
      History history,
      ErrorGroupReader errors,
      KeptTraces traces,
      Probes probes,
      Answers answers) {
    this(queries, history, errors, traces, probes::list, answers);
  }

  SearchResource(
      Queries queries,
      History history,
      ErrorGroupReader errors,
      KeptTraces traces,
      Supplier<List<ProbeView>> probes,
      Answers answers) {
    this.queries = queries;
    this.history = history;
    this.errors = errors;
    this.traces = traces;
    this.probes = probes;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "search",
      summary = "Services, tools, error groups, kept traces and probes by their names",
      description =
          "Names that begin with q come first, then those that have it anywhere; case does not matter."
              + " Errors are found by type, message and fingerprint, traces by the first 8 digits or"
              + " more of their ids. limit is 20 by default.")
  @Parameter(name = "q", in = ParameterIn.QUERY, required = true)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SearchAnswer.class)))
  public Response search(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    String searched = query.parameters().text("q").orElse("").strip();
    if (searched.length() < MIN_LENGTH || searched.length() > MAX_LENGTH) {
      query
          .parameters()
          .refuse("q", "is not a text of " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
    int limit = query.parameters().number("limit", DEFAULT_LIMIT, 1, Page.MAX_LIMIT);
    query.check();

    SearchMatches matches = new SearchMatches(searched, limit);
    history.inOneTransaction(
        () -> {
          series(matches);
          errors(matches);
          traces(searched, limit, matches);
          return null;
        });
    for (ProbeView probe : probes.get()) {
      matches.offer(
          Kind.PROBE,
          0,
          new SearchRow(
              Kind.PROBE.label(), probe.service(), probe.name(), probe.name(), probe.target()),
          probe.name());
    }
    return answers.of(uri, request, new SearchAnswer(matches.best()), false);
  }

  private void series(SearchMatches matches) {
    Filter calls = Filter.tools(null);
    Filter services = Filter.services();
    for (Series series : history.lifetimes(Filter.ANY).keySet()) {
      String service = series.service().name();
      if (services.matches(series)) {
        matches.offer(
            Kind.SERVICE,
            0,
            new SearchRow(Kind.SERVICE.label(), service, service, null, null),
            service);
      } else if (calls.matches(series)) {
        matches.offer(
            Kind.TOOL,
            0,
            new SearchRow(Kind.TOOL.label(), service, series.tool(), null, null),
            series.tool());
      }
    }
  }

  private void errors(SearchMatches matches) {
    errors.forEachOfTheLatest(
        MOST_GROUPS,
        group -> matches.offer(Kind.ERROR, -group.lastMillis(), row(group), texts(group)));
  }

  private static String[] texts(StoredGroup group) {
    return new String[] {group.type(), group.message(), group.grouping().fingerprint().toString()};
  }

  private static SearchRow row(StoredGroup group) {
    String message = group.message();
    return new SearchRow(
        Kind.ERROR.label(),
        group.service().name(),
        group.type(),
        group.grouping().fingerprint().toString(),
        message.length() > MAX_DETAIL ? message.substring(0, MAX_DETAIL) + "…" : message);
  }

  private void traces(String searched, int limit, SearchMatches matches) {
    if (!BEGIN_OF_A_TRACE.matcher(searched).matches()) {
      return;
    }
    int missing = TraceId.DIGITS - searched.length();
    TraceId from = TraceId.of(searched + "0".repeat(missing));
    TraceId to = TraceId.of(searched + "f".repeat(missing));
    boolean withinFirstHalf = missing >= TraceId.DIGITS / 2;
    // The halves are compared as signed numbers, of which any second half lies between these.
    long[] first = {from.high(), withinFirstHalf ? Long.MIN_VALUE : from.low()};
    long[] last = {to.high(), withinFirstHalf ? Long.MAX_VALUE : to.low()};
    for (StoredTrace trace : traces.between(first, last, limit)) {
      String id = new TraceId(trace.idHigh(), trace.idLow()).toString();
      matches.offer(
          Kind.TRACE,
          0,
          new SearchRow(
              Kind.TRACE.label(),
              trace.service(),
              TraceRow.orNull(trace.tool()),
              id,
              trace.outcome().label()),
          id);
    }
  }
}
