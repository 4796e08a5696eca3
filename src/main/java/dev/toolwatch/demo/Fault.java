package dev.toolwatch.demo;

/**
 * An error that a tool raises.
 *
 * @param type {@code exception.type}
 * @param message {@code exception.message}; differs from call to call
 * @param causeType of the error that caused it; empty if none did
 * @param causeMessage empty if there is no cause
 * @param place where it is raised
 */
record Fault(String type, String message, String causeType, String causeMessage, Place place) {
  Fault {
    Checks.named(type, "type");
    Checks.named(message, "message");
  }
}
