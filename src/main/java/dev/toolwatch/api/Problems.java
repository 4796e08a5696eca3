package dev.toolwatch.api;

import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors of the API as RFC 9457 has them. */
class Problems {
  private static final String TYPE = "application/problem+json";

  @ServerExceptionMapper
  Response problem(WebApplicationException e) {
    Response.StatusType status = e.getResponse().getStatusInfo();
    JsonObject problem =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", status.getReasonPhrase())
            .put("status", status.getStatusCode())
            .put("detail", e.getMessage());
    Response.ResponseBuilder response = Response.status(status).type(TYPE);
    Object allow = e.getResponse().getHeaders().getFirst("Allow");
    if (allow != null) {
      response.header("Allow", allow);
    }
    return response.entity(problem.encode()).build();
  }
}
