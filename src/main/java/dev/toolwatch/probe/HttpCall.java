package dev.toolwatch.probe;

import java.net.URI;
import java.util.Map;

/**
 * An HTTP request.
 *
 * @param uri {@code http} or {@code https}
 * @param body null for none
 */
record HttpCall(String method, URI uri, Map<String, String> headers, byte[] body) {
  @Override
  public String toString() {
    return method + " " + uri; // headers have credentials
  }
}
