package dev.toolwatch.api;

import jakarta.ws.rs.core.Response;

/** A request to Jaeger's query API that cannot be answered. The message says why, to its sender. */
final class JaegerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Response.Status status;

  JaegerException(Response.Status status, String message) {
    super(message);
    this.status = status;
  }

  Response.Status status() {
    return status;
  }
}
