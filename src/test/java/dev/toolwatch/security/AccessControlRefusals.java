package dev.toolwatch.security;

/** Refusals for tests of other packages. */
public final class AccessControlRefusals {
  private AccessControlRefusals() {}

  public static Refusal unknownToken() {
    return new Refusal(Refusal.Reason.UNKNOWN, Role.READ);
  }
}
