package dev.toolwatch.security;

import io.vertx.core.http.ClientAuth;

/** Whether a client has to show a certificate of an authority in the trust store. */
enum ClientCertificate {
  NONE(ClientAuth.NONE),
  /** One that is shown must be good. */
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
