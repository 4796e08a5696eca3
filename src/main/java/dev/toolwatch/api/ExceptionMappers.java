package dev.toolwatch.api;

import dev.toolwatch.store.QueryRefusedException;
import dev.toolwatch.store.StoreException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure of a request into a problem. Reveals nothing about the inside. */
class ExceptionMappers {
  private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);

  /** The methods of read-only paths, which the framework's own answer does not list. */
  private static final String METHODS = "GET, HEAD, OPTIONS";

  /** The methods of all other paths. */
  private static final Map<String, String> CHANGING =
      Map.of(
          "/api/v1/maintenance-windows", "GET, HEAD, OPTIONS, POST",
          "/api/v1/alerts", "OPTIONS, POST",
          "/api/v1/users/pseudonym", "OPTIONS, POST",
          "/api/v1/session", "DELETE, GET, HEAD, OPTIONS, POST");

  private static final String BELOW_WINDOWS = "/api/v1/maintenance-windows/";

  private static final Pattern CHANGES_OF_ERRORS =
      Pattern.compile("/api/v1/errors/[^/]+/(resolve|ignore|reopen)/?");

  private static final Pattern ONE_USER = Pattern.compile("/api/v1/users/[0-9a-fA-F]{16}/?");

  /** Every flush tries to reach an unavailable store again. */
  private static final int RETRY_SECONDS = 10;

  @ServerExceptionMapper
  Response invalid(InvalidParametersException wrong) {
    String detail =
        wrong.invalid().stream()
            .map(parameter -> parameter.name() + ": " + parameter.reason())
            .collect(Collectors.joining("; "));
    return of(Response.Status.BAD_REQUEST, detail, wrong.invalid());
  }

  /** The framework's errors: an unknown path, method or media type. */
  @ServerExceptionMapper
  Response refused(WebApplicationException refused, UriInfo uri, HttpHeaders headers) {
    Response.StatusType status = refused.getResponse().getStatusInfo();
    boolean noSuchPath =
        status.getStatusCode() == Response.Status.NOT_FOUND.getStatusCode()
            && uri.getMatchedResources().isEmpty();
    if (noSuchPath && String.valueOf(headers.getHeaderString("Accept")).contains("text/html")) {
      return Response.status(status)
          .type("text/html; charset=utf-8")
          .header(HttpHeaders.CACHE_CONTROL, "no-store")
          .entity(UnknownPath.page(uri.getPath()))
          .build();
    }
    String detail = noSuchPath ? UnknownPath.advice(uri.getPath()) : refused.getMessage();
    Response problem = of(status, detail, List.of());
    return status.getStatusCode() == Response.Status.METHOD_NOT_ALLOWED.getStatusCode()
        ? Response.fromResponse(problem).header(HttpHeaders.ALLOW, methods(uri.getPath())).build()
        : problem;
  }

  private static String methods(String path) {
    if (CHANGES_OF_ERRORS.matcher(path).matches()) {
      return "OPTIONS, POST";
    }
    return path.startsWith(BELOW_WINDOWS) || ONE_USER.matcher(path).matches()
        ? "DELETE, OPTIONS"
        : CHANGING.getOrDefault(path, METHODS);
  }

  /** A query that takes too much: the detail says what to ask instead. */
  @ServerExceptionMapper
  Response tooMuch(QueryRefusedException refused) {
    return switch (refused.reason()) {
      case SIZE -> of(Response.Status.BAD_REQUEST, refused.getMessage(), List.of());
      case TIME, CONCURRENCY -> unavailable(refused.getMessage());
    };
  }

  /** The store logs the reason. */
  @ServerExceptionMapper
  Response away(StoreException away) {
    return unavailable(
        "The store cannot be read. Toolwatch still counts what it receives: see /metrics");
  }

  private static Response unavailable(String detail) {
    Response problem = of(Response.Status.SERVICE_UNAVAILABLE, detail, List.of());
    return Response.fromResponse(problem).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
  }

  @ServerExceptionMapper
  Response failed(RuntimeException failure) {
    String incident = UUID.randomUUID().toString();
    LOG.errorf(failure, "An API request failed, incident %s", incident);
    return of(
        Response.Status.INTERNAL_SERVER_ERROR,
        "The log has details of incident " + incident,
        List.of());
  }

  static Response of(
      Response.StatusType status, String detail, List<InvalidParameter> invalidParameters) {
    Problem problem =
        new Problem(
            "about:blank",
            status.getReasonPhrase(),
            status.getStatusCode(),
            detail,
            invalidParameters);
    return Response.status(status)
        .type(Problem.MEDIA_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(problem)
        .build();
  }
}
