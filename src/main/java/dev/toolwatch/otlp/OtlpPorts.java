package dev.toolwatch.otlp;

import jakarta.inject.Singleton;

/** The ports on which OTLP is received, once the receiver has started. Thread-safe. */
@Singleton
public class OtlpPorts {
  private final OtlpServers servers;

  OtlpPorts(OtlpServers servers) {
    this.servers = servers;
  }

  /** The port of OTLP/gRPC, also where the settings ask for any free one. */
  public int grpc() {
    return servers.actualGrpcPort();
  }

  /** The port of OTLP/HTTP, likewise. */
  public int http() {
    return servers.actualHttpPort();
  }
}
