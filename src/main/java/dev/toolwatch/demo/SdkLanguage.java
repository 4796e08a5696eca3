package dev.toolwatch.demo;

/** The language of a server, as its SDK names it. */
enum SdkLanguage {
  PYTHON("python", true),
  NODEJS("nodejs", false),
  JAVA("java", true),
  GO("go", false);

  private final String label;
  private final boolean logsExceptions;

  SdkLanguage(String label, boolean logsExceptions) {
    this.label = label;
    this.logsExceptions = logsExceptions;
  }

  /** {@code telemetry.sdk.language}. */
  String label() {
    return label;
  }

  /** Whether its servers also log what their tools raise, with an exporter of logs. */
  boolean logsExceptions() {
    return logsExceptions;
  }
}
