package dev.toolwatch.errors;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import java.util.List;

/** Errors as spans tell them, each of a trace of its own. */
final class MadeErrors {
  static final long SECONDS = 1_790_000_000;

  private long traces;
  private long atSeconds = SECONDS;

  /** The errors that follow happen at that time. */
  MadeErrors at(long seconds) {
    atSeconds = seconds;
    return this;
  }

  /** An error of a failed call of {@code find}, by a user. */
  RawError of(String service, String version, String type, String message) {
    long nanos = atSeconds * 1_000_000_000;
    traces++;
    return new RawError(
        RawError.Source.SPAN,
        new RawError.Reporter(ServiceId.of(service), version, "test", ""),
        traces,
        traces,
        traces,
        0,
        nanos,
        nanos,
        new RawError.Call(
            true, true, "tools/call", "find", Outcome.SERVER_ERROR, type, traces % 10 + 1),
        true,
        type,
        message,
        "",
        List.of(),
        1);
  }

  /** An error that shares its group with none of another number. */
  RawError distinct(String service, int number) {
    return of(service, "1.0", "Error" + letters(number), "it broke");
  }

  /** Errors as one request tells of them. */
  static RequestErrors request(List<RawError> errors) {
    RequestErrors request = new RequestErrors(Long.MAX_VALUE);
    errors.forEach(request::add);
    return request;
  }

  /** A number without digits, which are what varies in messages. */
  private static String letters(int number) {
    StringBuilder letters = new StringBuilder();
    for (int rest = number; rest >= 0; rest = rest / 26 - 1) {
      letters.append((char) ('a' + rest % 26));
    }
    return letters.toString();
  }
}
