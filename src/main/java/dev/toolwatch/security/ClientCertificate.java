package dev.toolwatch.security;

import io.vertx.core.http.ClientAuth;

/** Whether clients need a certificate from an authority in the trust store. */
enum ClientCertificate {
  NONE(ClientAuth.NONE),
  /** Optional, but an invalid certificate is refused. */
  REQUEST(ClientAuth.REQUEST),
  REQUIRED(ClientAuth.REQUIRED);

  private final ClientAuth clientAuth;

  ClientCertificate(ClientAuth clientAuth) {
    this.clientAuth = clientAuth;
  }

  ClientAuth clientAuth() {
    return clientAuth;
  }
}
