package dev.toolwatch.api;

import dev.toolwatch.signal.Outcome;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Figures of calls by sorting and counting them, one by one. */
record Truth(List<Call> calls) {
  Truth where(Predicate<Call> condition) {
    return new Truth(calls.stream().filter(condition).toList());
  }

  Truth between(Instant from, Instant to) {
    return where(call -> !call.end().isBefore(from) && call.end().isBefore(to));
  }

  Truth days(LocalDate first, LocalDate last) {
    return between(
        first.atStartOfDay(ZoneOffset.UTC).toInstant(),
        last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  Truth of(String service) {
    return where(call -> call.service().equals(service));
  }

  Truth toolCalls() {
    return where(Call::isCall);
  }

  Truth tool(String service, String tool) {
    return of(service).where(call -> call.isCall() && call.tool().equals(tool));
  }

  long count() {
    return calls.size();
  }

  long count(Outcome outcome) {
    return calls.stream().filter(call -> call.outcome() == outcome).count();
  }

  Set<Long> users() {
    return calls.stream().map(Call::user).collect(Collectors.toSet());
  }

  /** By the nearest rank. */
  double quantile(double share) {
    return nearestRank(calls.stream().mapToDouble(Call::seconds).toArray(), share);
  }

  static double nearestRank(double[] values, double share) {
    Arrays.sort(values);
    return values[(int) Math.ceil(share * values.length) - 1];
  }
}
