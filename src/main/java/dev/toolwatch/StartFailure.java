package dev.toolwatch;

import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Why Toolwatch does not start, in words for the person who starts it.
 *
 * @param exitCode 2 if the configuration is wrong, 1 for everything else
 * @param lines what to print, one problem a line; empty if the failure is a fault of Toolwatch, for
 *     which only a stack trace helps
 */
record StartFailure(int exitCode, List<String> lines) {
  private static final int OTHER = 1;
  private static final int CONFIGURATION = 2;

  private static final String NOT_STARTED = "Toolwatch does not start: ";

  /** Causes of causes that are looked at. */
  private static final int MAX_CAUSES = 20;

  /** Longer values are cut. */
  private static final int MAX_VALUE = 100;

  private static final Pattern BAD_VALUE =
      Pattern.compile(
          "(?s)The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst"
              + " being converted (.*)");
  private static final Pattern UNKNOWN =
      Pattern.compile("(?s)(\\S+) in .* does not map to any root");
  private static final Pattern MISSING =
      Pattern.compile("(?s)The config property (\\S+) is required but.*");
  private static final Pattern EMPTY =
      Pattern.compile("(?s)The config property (\\S+) is defined as the empty String.*");
  private static final Pattern MANAGEMENT =
      Pattern.compile("Unable to start the management interface on (\\S+):(\\d{1,5})");
  private static final Pattern CHOICE = Pattern.compile("(?s).*allowed values: ([^\\n]*).*");
  private static final Pattern SETTING = Pattern.compile("\\b(toolwatch|quarkus)(\\.[\\w\"*-]+)+");
  private static final Pattern CODE = Pattern.compile("^(SRCFG\\d+: |[\\w.$]+Exception: )+");
  private static final Pattern SECRET = Pattern.compile(".*(token|hash|key|password|url|secret).*");

  StartFailure {
    lines = List.copyOf(lines);
  }

  /**
   * Explains a failed start.
   *
   * @param ports the numbers of the ports that Quarkus opens, by their settings
   */
  static StartFailure of(Throwable failure, SettingNames names, Map<String, Integer> ports) {
    List<Throwable> causes = causes(failure);
    Set<String> problems = new LinkedHashSet<>();
    for (Throwable cause : causes) {
      List<String> all = problems(cause);
      all.stream()
          .filter(problem -> !followsFromAnother(problem, all))
          .forEach(problem -> explained(problem, names).ifPresent(problems::add));
    }
    if (!problems.isEmpty()) {
      return new StartFailure(CONFIGURATION, said(problems));
    }
    for (Throwable cause : causes) {
      String message = cause.getMessage() == null ? "" : cause.getMessage();
      if (cause instanceof ConfigurationException
          || cause instanceof IllegalArgumentException && SETTING.matcher(message).find()) {
        boolean outside = causes.stream().anyMatch(IOException.class::isInstance);
        return new StartFailure(outside ? OTHER : CONFIGURATION, said(List.of(plain(message))));
      }
    }
    return unbound(causes, ports)
        .map(problem -> new StartFailure(OTHER, said(List.of(problem))))
        .orElseGet(() -> new StartFailure(OTHER, List.of()));
  }

  /** The ports that Quarkus opens, as configured; none if the configuration cannot be read. */
  static Map<String, Integer> portsOfQuarkus() {
    try {
      Config config = ConfigProvider.getConfig();
      return Stream.of("quarkus.http.port", "quarkus.management.port")
          .collect(Collectors.toMap(port -> port, port -> config.getValue(port, Integer.class)));
    } catch (RuntimeException e) {
      return Map.of();
    }
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && causes.size() < MAX_CAUSES;
        cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  private static List<String> said(Iterable<String> problems) {
    List<String> lines = new ArrayList<>();
    problems.forEach(
        problem -> lines.add(problem.startsWith(NOT_STARTED) ? problem : NOT_STARTED + problem));
    return lines;
  }

  /** What the configuration's own checks say: several problems at once, or one as the message. */
  private static List<String> problems(Throwable cause) {
    List<String> problems = new ArrayList<>();
    if (cause instanceof ConfigValidationException invalid) {
      for (int i = 0; i < invalid.getProblemCount(); i++) {
        problems.add(invalid.getProblem(i).getMessage());
      }
    } else if (cause.getMessage() != null && cause.getMessage().startsWith("SRCFG")) {
      problems.add(cause.getMessage());
    }
    return problems;
  }

  /** Whether a value is made of another bad one, as the demo's endpoints are of the ports. */
  private static boolean followsFromAnother(String problem, List<String> all) {
    String value = badValue(problem);
    return all.stream()
        .map(StartFailure::badValue)
        .anyMatch(
            other -> !other.isEmpty() && value.length() > other.length() && value.endsWith(other));
  }

  private static String badValue(String problem) {
    Matcher bad = BAD_VALUE.matcher(plain(problem));
    return bad.matches() ? bad.group(2) : "";
  }

  private static Optional<String> explained(String problem, SettingNames names) {
    String text = plain(problem);
    Matcher bad = BAD_VALUE.matcher(text);
    if (bad.matches()) {
      return Optional.of(
          "%s is %s, but must be %s"
              .formatted(
                  named(bad.group(1)), value(bad.group(1), bad.group(2)), allowed(bad.group(3))));
    }
    Matcher unknown = UNKNOWN.matcher(text);
    if (unknown.matches()) {
      return Optional.of(UnknownSettings.line(unknown.group(1), names));
    }
    Matcher missing = MISSING.matcher(text);
    if (missing.matches()) {
      return Optional.of(named(missing.group(1)) + " is not set, but must be");
    }
    Matcher empty = EMPTY.matcher(text);
    if (empty.matches()) {
      return Optional.of(named(empty.group(1)) + " is empty, but must have a value");
    }
    return problem.equals(text) ? Optional.empty() : Optional.of(oneLine(text));
  }

  private static String named(String setting) {
    return setting + " (" + SettingNames.variable(setting) + ")";
  }

  private static String value(String setting, String value) {
    if (SECRET.matcher(setting.toLowerCase(Locale.ROOT)).matches()) {
      return "invalid";
    }
    String line = oneLine(value);
    return "\"" + (line.length() > MAX_VALUE ? line.substring(0, MAX_VALUE) + "…" : line) + "\"";
  }

  /** What the converters of the configuration accept, by what they say when they do not. */
  private static String allowed(String reason) {
    Matcher choice = CHOICE.matcher(reason);
    if (choice.matches()) {
      return Arrays.stream(choice.group(1).split(",\\s*"))
          .sorted()
          .collect(Collectors.joining(", ", "one of ", ""));
    } else if (reason.contains("Expected an integer value")) {
      return "a whole number of at most " + Integer.MAX_VALUE;
    } else if (reason.contains("Expected a long value")) {
      return "a whole number";
    } else if (reason.contains("Expected a double value")) {
      return "a number such as 0.5";
    } else if (reason.toLowerCase(Locale.ROOT).contains("duration")) {
      return "a duration such as 500ms, 30s, 5m, 24h or 7d";
    } else if (reason.contains("not in correct format (regular expression)")) {
      return "a size such as 512K or 64M";
    } else if (reason.contains("URISyntaxException") || reason.contains("Illegal character in ")) {
      return "a URL such as http://localhost:4317";
    }
    String own = plain(reason);
    return own.startsWith("must be ") ? own.substring("must be ".length()) : "valid: " + own;
  }

  /** The port that Quarkus could not open; empty if that is not what is wrong. */
  private static Optional<String> unbound(List<Throwable> causes, Map<String, Integer> ports) {
    String host = "";
    int port = -1;
    String reason = "";
    for (Throwable cause : causes) {
      String message = oneLine(String.valueOf(cause.getMessage()));
      Matcher management = MANAGEMENT.matcher(message);
      if (cause instanceof QuarkusBindException busy) {
        host = busy.getHost();
        port = busy.getPort();
      } else if (management.find()) {
        host = management.group(1);
        port = Integer.parseInt(management.group(2));
      }
      if (cause instanceof IOException) {
        reason = message.substring(message.lastIndexOf(": ") + 1).strip();
      }
    }
    if (host.isEmpty() || reason.isEmpty()) {
      return Optional.empty();
    }
    int bound = port;
    String setting =
        ports.entrySet().stream()
            .filter(one -> one.getValue() == bound)
            .map(one -> ", " + one.getKey())
            .findFirst()
            .orElse("");
    return Optional.of(
        "cannot listen on %s:%d (toolwatch.host%s): %s".formatted(host, port, setting, reason));
  }

  private static String plain(String message) {
    return CODE.matcher(message).replaceFirst("");
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
