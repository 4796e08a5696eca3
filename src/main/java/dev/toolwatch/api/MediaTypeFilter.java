package dev.toolwatch.api;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Refuses bodies whose media type is not declared. A web page of another site can make a browser send
 * those without asking first; what is declared as JSON it cannot. Other media types are refused by
 * {@code @Consumes}. Changes of error groups need no body, and refuse other ones themselves.
 */
class MediaTypeFilter {
  @ServerRequestFilter
  void check(ContainerRequestContext request, SimpleResourceInfo resource) {
    boolean needsType = resource.getResourceClass() != ErrorsResource.class;
    if (needsType
        && request.getMethod().equals(HttpMethod.POST)
        && request.getMediaType() == null) {
      throw new NotSupportedException("Content-Type must be application/json");
    }
  }
}
