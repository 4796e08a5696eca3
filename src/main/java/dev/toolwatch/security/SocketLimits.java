package dev.toolwatch.security;

/**
 * The most connections that ports may have.
 *
 * @param otlp to both OTLP ports together
 * @param management to the management port
 * @param api to the API's port
 */
record SocketLimits(int otlp, int management, int api) {
  /** To the management port and the API: a few scrapers, probes and browsers. */
  private static final int OTHERS = 250;

  /** File descriptors for the store, for files, and for connections that Toolwatch opens. */
  private static final int RESERVED = 128;

  /** Shared out in any case: with fewer nothing could be served. */
  private static final int LEAST = 32;

  /**
   * What the process can have. File descriptors are shared by all ports, the store and the checks of
   * health, so one port must not take them all.
   *
   * @param configured the most connections to the OTLP ports, as set
   */
  static SocketLimits of(int configured, Descriptors descriptors) {
    long free = Math.max(LEAST, descriptors.limit() - descriptors.open() - RESERVED);
    int others = (int) Math.min(OTHERS, free / 8);
    int otlp = (int) Math.min(configured, free - 2L * others);
    return new SocketLimits(otlp, others, others);
  }
}
