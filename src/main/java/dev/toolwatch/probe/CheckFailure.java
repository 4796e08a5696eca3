package dev.toolwatch.probe;

import java.io.Serial;
import java.util.Objects;

/**
 * Why a check did not find what it should. The message is a sentence for people without its full stop;
 * it has no credentials and at most a short part of what the other side said.
 */
final class CheckFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Verdict verdict;

  CheckFailure(Verdict verdict, String message) {
    super(Objects.requireNonNull(message));
    this.verdict = verdict;
  }

  Verdict verdict() {
    return verdict;
  }
}
