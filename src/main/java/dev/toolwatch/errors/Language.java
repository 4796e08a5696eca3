package dev.toolwatch.errors;

import java.util.Locale;

/** The languages whose stack traces are read. JavaScript includes TypeScript; Java includes Kotlin and Scala. */
public enum Language {
  PYTHON("python"),
  JAVASCRIPT("javascript"),
  JAVA("java"),
  GO("go"),
  CSHARP("csharp"),
  RUST("rust"),
  RUBY("ruby"),
  PHP("php"),
  /** The stack trace is missing, or in a form that is not known. */
  OTHER("other");

  private final String label;

  Language(String label) {
    this.label = label;
  }

  /** What the API and other systems see. */
  public String label() {
    return label;
  }

  /**
   * The language of a resource's {@code telemetry.sdk.language}; {@link #OTHER} if it is empty, or one
   * whose stack traces are not read.
   */
  public static Language ofSdk(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "python" -> PYTHON;
      case "nodejs", "webjs", "javascript", "typescript", "node" -> JAVASCRIPT;
      case "java", "kotlin", "scala" -> JAVA;
      case "go", "golang" -> GO;
      case "dotnet", "csharp", "c#" -> CSHARP;
      case "rust" -> RUST;
      case "ruby" -> RUBY;
      case "php" -> PHP;
      default -> OTHER;
    };
  }
}
