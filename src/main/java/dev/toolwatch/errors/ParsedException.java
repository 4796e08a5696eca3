package dev.toolwatch.errors;

import java.util.List;
import java.util.Objects;

/**
 * An exception with its causes. Immutable.
 *
 * @param language of the stack trace; {@link Language#OTHER} if there is none that could be read
 * @param chain the exception that was reported, then its cause, then the cause's, and so on: at least
 *     one. Of several exceptions in one, such as an {@code AggregateError}, the first one is the cause.
 * @param omissions what was left out of it
 */
public record ParsedException(Language language, List<ThrownException> chain, Omissions omissions) {
  public ParsedException {
    Objects.requireNonNull(language, "language");
    Objects.requireNonNull(omissions, "omissions");
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an exception without an exception");
    }
  }

  /** The exception that was reported. */
  public ThrownException reported() {
    return chain.get(0);
  }

  /** The same exception in other words. */
  ParsedException replaced(List<ThrownException> others) {
    return new ParsedException(language, others, omissions);
  }

  /** Whether the stack trace of any of the exceptions could be read. */
  public boolean hasFrames() {
    return chain.stream().anyMatch(thrown -> !thrown.frames().isEmpty());
  }
}
