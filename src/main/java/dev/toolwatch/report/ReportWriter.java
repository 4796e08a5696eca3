package dev.toolwatch.report;

/** Writes errors as one target wants them. */
interface ReportWriter {
  /** The bytes to send, within the limits of the target. */
  byte[] write(ReportedError report);
}
