package dev.toolwatch.operating;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Takes what Alertmanager sends in place of the services that people subscribe to, each under a path
 * of its own, and holds it to their documented forms. What does not have its form is answered as the
 * service would, and kept among the faults. Thread-safe.
 */
final class StandIn implements AutoCloseable {
  /** A service's form and answers. */
  interface Service {
    /** What is wrong with it; empty if it may be sent like this. */
    List<String> faults(Delivery delivery);

    int acceptedStatus();

    String acceptedBody();
  }

  private final Map<String, Service> services;
  private final Map<String, List<Delivery>> deliveries = new ConcurrentHashMap<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final InstantSource clock;
  private final HttpServer server;

  /**
   * @param services by the first part of their path
   */
  StandIn(Map<String, Service> services, InstantSource clock) {
    this.services = Map.copyOf(services);
    this.clock = clock;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    services.keySet().forEach(name -> deliveries.put(name, new CopyOnWriteArrayList<>()));
    services.forEach((name, service) -> server.createContext("/" + name, this::take));
    server.start();
  }

  /** Where a service stands: no slash at the end. */
  String url(String service) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + service;
  }

  /** What had its form, in the order of arrival. */
  List<Delivery> deliveries(String service) {
    return List.copyOf(deliveries.get(service));
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getHttpContext().getPath().substring(1);
      Service service = services.get(name);
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      List<String> wrong;
      try {
        Delivery delivery = delivery(exchange, name, body);
        wrong = service.faults(delivery);
        if (wrong.isEmpty()) {
          deliveries.get(name).add(delivery);
        }
      } catch (DecodeException e) {
        wrong = List.of("no JSON: " + e.getMessage());
      }
      wrong.forEach(fault -> faults.add(name + ": " + fault + " in " + body));
      answer(exchange, wrong.isEmpty() ? service.acceptedStatus() : 400, service.acceptedBody());
    }
  }

  private Delivery delivery(HttpExchange exchange, String name, String body) {
    return new Delivery(
        clock.instant(),
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString().substring(name.length() + 1),
        exchange.getRequestHeaders().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get(0))),
        new JsonObject(body));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
