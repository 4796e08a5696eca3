package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;

/**
 * HTTP with SSE, as in protocol 2024-11-05: a stream stays open and names where messages are posted
 * to; replies come on the stream, in any order. Closing the stream ends the session.
 */
final class SseTransport implements McpTransport {
  private final McpPeer peer;
  private final HttpExchange stream;
  private final EventStream events;
  private final URI endpoint;
  private int lastId;

  private SseTransport(McpPeer peer, HttpExchange stream, EventStream events, URI endpoint) {
    this.peer = peer;
    this.stream = stream;
    this.events = events;
    this.endpoint = endpoint;
  }

  /** What came of opening a stream: one of both is null. */
  record Opening(SseTransport transport, McpReply.Other refusal) {}

  static Opening open(McpPeer peer, Steps steps) throws CheckFailure, InterruptedException {
    Map<String, String> headers = peer.newHeaders();
    headers.put("Accept", "text/event-stream");
    peer.trace().next().addTo(headers);
    HttpExchange stream = peer.caller().send(new HttpCall("GET", peer.uri(), headers, null), steps);
    SseTransport transport = null;
    try {
      peer.admitted(stream, "GET");
      if (!EventStream.is(stream)) {
        return refused(stream, "HTTP " + stream.status());
      }
      EventStream events = new EventStream(stream);
      EventStream.Event event = events.next();
      if (event == null || !event.name().equals("endpoint")) {
        return refused(stream, "a stream without an endpoint");
      }
      transport = new SseTransport(peer, stream, events, endpoint(peer, event.data()));
      return new Opening(transport, null);
    } finally {
      if (transport == null) {
        stream.close();
      }
    }
  }

  private static Opening refused(HttpExchange stream, String text) {
    return new Opening(null, new McpReply.Other(stream.status(), text));
  }

  /** Another origin would get our token. */
  private static URI endpoint(McpPeer peer, String reference) throws CheckFailure {
    URI endpoint;
    try {
      endpoint = peer.uri().resolve(reference.strip());
    } catch (IllegalArgumentException e) {
      throw peer.down("names an endpoint that is not a URL: " + peer.said().brief(reference));
    }
    if (!HttpCaller.isSameOrigin(peer.uri(), endpoint)) {
      throw peer.down(
          "names an endpoint of another origin: " + peer.said().brief(origin(endpoint)));
    }
    return endpoint;
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getHost() + ":" + HttpCaller.port(uri);
  }

  @Override
  public void version(String version) {
    // Only the messages of initialize have it.
  }

  @Override
  public McpReply request(McpRequest request, Steps steps)
      throws CheckFailure, InterruptedException {
    int id = ++lastId;
    String method = request.method();
    ProbeTrace.Context context = peer.trace().next();
    ObjectNode params = request.params().deepCopy();
    context.addTo(params.putObject("_meta"));
    int status = post(method, JsonRpc.request(id, method, params), context, steps);
    if (status / 100 != 2) {
      return new McpReply.Other(status, "HTTP " + status);
    }
    McpReply reply = StreamableHttp.replyIn(events, id, status);
    return reply == null ? new McpReply.Other(status, "a stream that ends without a reply") : reply;
  }

  @Override
  public void notify(String method, Steps steps) throws CheckFailure, InterruptedException {
    ProbeTrace.Context context = peer.trace().next();
    ObjectNode params = JsonRpc.object();
    context.addTo(params.putObject("_meta"));
    int status = post(method, JsonRpc.notification(method, params), context, steps);
    if (status / 100 != 2) {
      throw peer.down("answers " + method + " with HTTP " + status);
    }
    steps.done(method, "HTTP " + status);
  }

  private int post(String method, byte[] body, ProbeTrace.Context context, Steps steps)
      throws CheckFailure, InterruptedException {
    Map<String, String> headers = peer.newHeaders();
    headers.put("Content-Type", McpPeer.JSON);
    headers.put("Accept", McpPeer.JSON);
    context.addTo(headers);
    try (HttpExchange answer =
        peer.caller().send(new HttpCall("POST", endpoint, headers, body), steps)) {
      peer.admitted(answer, method);
      return answer.status();
    }
  }

  @Override
  public void close(Steps steps) {
    stream.close();
  }
}
