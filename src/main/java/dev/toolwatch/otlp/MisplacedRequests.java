package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Counts OTLP requests to the ports of the API and of the management, which answer them as any other
 * path that they do not have. Runs on their event loops.
 */
@ApplicationScoped
class MisplacedRequests {
  private static final String API = "REST API";
  private static final String MANAGEMENT = "management";

  private final WrongRequests wrong;
  private final OtlpPorts ports;

  MisplacedRequests(WrongRequests wrong, OtlpPorts ports) {
    this.wrong = wrong;
    this.ports = ports;
  }

  void api(@Observes Router router) {
    watch(router, API);
  }

  void management(@Observes ManagementInterface management) {
    watch(management.router(), MANAGEMENT);
  }

  private void watch(Router router, String port) {
    for (Signal signal : Signal.values()) {
      router
          .post(signal.httpPath())
          .order(0)
          .handler(request -> count(Transport.HTTP, request, port, ports.http()));
      router
          .post(signal.grpcPath())
          .order(0)
          .handler(request -> count(Transport.GRPC, request, port, ports.grpc()));
    }
  }

  private void count(Transport transport, RoutingContext request, String port, int right) {
    wrong.count(
        transport,
        WrongRequest.PORT,
        request.request().remoteAddress(),
        WrongRequest.portInstead(port, right));
    request.next();
  }
}
