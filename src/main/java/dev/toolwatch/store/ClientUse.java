package dev.toolwatch.store;

import dev.toolwatch.sketch.UserSketch;

/**
 * What a client did in one bucket of time.
 *
 * @param operations that it asked for
 * @param users who used it
 */
public record ClientUse(long operations, UserSketch users) {
  public ClientUse plus(ClientUse other) {
    return new ClientUse(operations + other.operations, users.plus(other.users));
  }
}
