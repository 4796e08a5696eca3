package dev.toolwatch.errors;

import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.RawError.Call;
import dev.toolwatch.signal.RawError.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a service's spans and log records of one trace tell of errors, and which of it is one error.
 * The order in which they came does not matter.
 *
 * <ul>
 *   <li>What belongs to a failed operation is what is below its span, as far as the spans say so, or
 *       happened within its time.
 *   <li>The same exception of one operation is one error, whether span events, log records or both
 *       tell of it, and so is an exception with the cause that its stack trace names.
 *   <li>An operation that failed without an exception is an error of its own; spans below it that
 *       only say that they failed are not.
 *   <li>A log record without an exception is an error of its own unless it repeats the message.
 * </ul>
 *
 * Not thread-safe.
 */
final class TraceErrors {
  /** The error type of operations that say only that they failed (semantic conventions). */
  static final String OTHER = "_OTHER";

  /** Shorter messages say too little to tell that two are the same. */
  private static final int TELLING = 8;

  /**
   * Errors that are one.
   *
   * @param shown tells most
   * @param call the operation that failed, of a server or of a client; {@link Call#NONE} if it is not
   *     known
   * @param times how many errors it stands for
   * @param members all of them
   * @param operation the id of the span of the operation; 0 if it is not known
   */
  record Joined(RawError shown, Call call, long times, List<RawError> members, long operation) {
    /** Whether an exception with a stack trace tells of it. */
    boolean hasStackTrace() {
      return members.stream().anyMatch(member -> !member.stackTrace().isEmpty());
    }
  }

  /** An exception as far as all that tell of it agree. */
  private record Same(String type, String message) {
    static Same of(RawError error) {
      return new Same(simpleName(error.type()), error.message());
    }
  }

  private final Map<Long, RawError> spans = new HashMap<>();

  /** Failed operations with nothing of the same process above them, by their start. */
  private final List<RawError> operations = new ArrayList<>();

  private final List<Joined> joined = new ArrayList<>();

  private TraceErrors() {}

  /** The errors of some that are of one trace and one service. */
  static List<Joined> join(List<RawError> errors) {
    return new TraceErrors().all(errors);
  }

  private List<Joined> all(List<RawError> errors) {
    List<RawError> ordered = new ArrayList<>(errors);
    ordered.sort(
        Comparator.comparingLong(RawError::startNanos)
            .thenComparing(RawError::endNanos, Comparator.reverseOrder())
            .thenComparingLong(RawError::spanId)
            .thenComparing(RawError::source)
            .thenComparing(RawError::type)
            .thenComparing(RawError::message));
    for (RawError error : ordered) {
      if (error.source() == Source.SPAN) {
        spans.putIfAbsent(error.spanId(), error);
      }
    }
    for (RawError span : spans.values()) {
      if (isOperation(span) && span.call().outermost()) {
        operations.add(span);
      }
    }
    operations.sort(
        Comparator.comparingLong(RawError::startNanos).thenComparingLong(RawError::spanId));
    Map<Long, List<RawError>> byOperation = new LinkedHashMap<>();
    for (RawError error : ordered) {
      RawError operation = operationOf(error);
      byOperation
          .computeIfAbsent(operation == null ? 0 : operation.spanId(), id -> new ArrayList<>())
          .add(error);
    }
    byOperation.forEach((id, some) -> ofOperation(id == 0 ? null : spans.get(id), some));
    return joined;
  }

  private static boolean isOperation(RawError error) {
    return error.source() == Source.SPAN && error.call().served();
  }

  /** The outermost failed operation that an error belongs to; null if there is none. */
  private RawError operationOf(RawError error) {
    RawError above = highest(error);
    if (above != null && above.call().outermost()) {
      return above;
    }
    RawError around = around(above == null ? error : above);
    return around == null ? above : around;
  }

  /** The highest operation that is known to be above an error, or that it is; null if none is. */
  private RawError highest(RawError error) {
    RawError highest = isOperation(error) ? error : null;
    long above = error.source() == Source.LOG ? error.spanId() : error.parentSpanId();
    Set<Long> passed = new HashSet<>();
    while (above != 0 && passed.add(above)) {
      RawError span = spans.get(above);
      if (span == null) {
        break;
      }
      highest = isOperation(span) ? span : highest;
      above = span.parentSpanId();
    }
    return highest;
  }

  /** The operation that began last of those within whose time an error happened. */
  private RawError around(RawError error) {
    RawError around = null;
    for (RawError operation : operations) {
      if (Long.compareUnsigned(operation.startNanos(), error.startNanos()) <= 0
          && Long.compareUnsigned(error.endNanos(), operation.endNanos()) <= 0
          && (error.call().tool().isEmpty()
              || operation.call().tool().isEmpty()
              || error.call().tool().equals(operation.call().tool()))) {
        around = operation;
      }
    }
    return around;
  }

  private void ofOperation(RawError operation, List<RawError> errors) {
    Map<Same, List<RawError>> exceptions = new LinkedHashMap<>();
    List<RawError> spansOnly = new ArrayList<>();
    List<RawError> logsOnly = new ArrayList<>();
    for (RawError error : errors) {
      if (error.exception()) {
        exceptions.computeIfAbsent(Same.of(error), same -> new ArrayList<>()).add(error);
      } else if (error.source() == Source.SPAN) {
        spansOnly.add(error);
      } else {
        logsOnly.add(error);
      }
    }
    dropCauses(exceptions);
    Call call = call(operation, errors);
    List<Joined> found = new ArrayList<>();
    exceptions.values().forEach(same -> found.add(joined(operation, call, same)));
    if (found.isEmpty() && !spansOnly.isEmpty()) {
      found.add(joined(operation, call, spansOnly));
    } else if (!found.isEmpty()) {
      found.get(0).members().addAll(spansOnly);
    }
    Map<String, List<RawError>> messages = new LinkedHashMap<>();
    for (RawError log : logsOnly) {
      Joined repeated = repeated(log, found);
      if (repeated == null) {
        messages.computeIfAbsent(log.message(), message -> new ArrayList<>()).add(log);
      } else {
        repeated.members().add(log);
      }
    }
    joined.addAll(found);
    messages.values().forEach(same -> joined.add(joined(operation, call, same)));
  }

  /** Takes out exceptions that another one names as its cause. */
  private static void dropCauses(Map<Same, List<RawError>> exceptions) {
    if (exceptions.size() < 2) {
      return;
    }
    List<Same> kinds = new ArrayList<>(exceptions.keySet());
    for (Same inner : kinds) {
      for (Same outer : kinds) {
        boolean both = exceptions.containsKey(inner) && exceptions.containsKey(outer);
        if (both && !inner.equals(outer) && names(exceptions.get(outer), inner)) {
          exceptions.get(outer).addAll(exceptions.remove(inner));
        }
      }
    }
  }

  private static boolean names(List<RawError> outer, Same inner) {
    String line = inner.message().lines().findFirst().orElse("");
    String named = inner.type() + (line.isEmpty() ? "" : ": " + line);
    return !inner.type().isEmpty()
        && outer.stream().anyMatch(error -> error.stackTrace().contains(named));
  }

  private static Joined repeated(RawError log, List<Joined> found) {
    for (Joined error : found) {
      String message = error.shown().message();
      if (message.length() >= TELLING && log.message().contains(message)
          || log.message().length() >= TELLING && message.contains(log.message())) {
        return error;
      }
    }
    return null;
  }

  /** What the spans of an operation say of it together. */
  private static Call call(RawError operation, List<RawError> errors) {
    if (operation == null) {
      return Call.NONE;
    }
    Call call = operation.call();
    String tool = call.tool();
    String errorType = call.errorType();
    long user = call.user();
    for (RawError error : errors) {
      Call inner = error.call();
      if (inner.served()) {
        tool = tool.isEmpty() ? inner.tool() : tool;
        errorType = errorType.isEmpty() || errorType.equals(OTHER) ? inner.errorType() : errorType;
        user = user == 0 ? inner.user() : user;
      }
    }
    return new Call(
        true,
        true,
        call.method(),
        tool,
        call.outcome(),
        errorType.isEmpty() ? OTHER : errorType,
        user);
  }

  private static Joined joined(RawError operation, Call call, List<RawError> same) {
    RawError most = same.get(0);
    for (RawError error : same) {
      most = tellsMore(error, most) ? error : most;
    }
    return operation == null
        ? new Joined(most, most.call(), most.times(), new ArrayList<>(same), 0)
        : new Joined(most, call, operation.times(), new ArrayList<>(same), operation.spanId());
  }

  private static boolean tellsMore(RawError one, RawError other) {
    int byStackTrace = Integer.compare(one.stackTrace().length(), other.stackTrace().length());
    return byStackTrace > 0
        || byStackTrace == 0 && one.message().length() > other.message().length();
  }

  /** A type without its package. */
  private static String simpleName(String type) {
    int end = type.length();
    int from = 0;
    for (int i = 0; i < end; i++) {
      char c = type.charAt(i);
      if (c == '.' || c == ':' || c == '/' || c == '\\' || c == '$') {
        from = i + 1;
      }
    }
    return type.substring(from);
  }

  /** The type without its package, and the message, as one text. */
  static String identity(RawError error) {
    return simpleName(error.type()) + "\n" + error.message();
  }
}
