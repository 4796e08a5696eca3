package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import java.util.function.Predicate;

/**
 * Decides which name a call's tool counts under. The remote client chooses the tool name, so a tool
 * that has only failed as unknown counts as {@link Methods#UNKNOWN}. After any other result it has
 * a series, and keeps its own name as long as it has that series. Nothing is remembered here: the
 * budgets of {@code cardinality} limit the names and forget them. As thread-safe as the given
 * predicate.
 */
public final class KnownTools {
  private final Predicate<Operation> named;

  /**
   * @param named whether the tool of a call has a series of its own
   */
  public KnownTools(Predicate<Operation> named) {
    this.named = named;
  }

  /**
   * The tool name to count a call under. The call's service must be as labelled.
   *
   * @param unknownTarget whether the call says that its tool does not exist
   */
  public String label(Operation call, boolean unknownTarget) {
    boolean doubtful = unknownTarget && call.outcome() != Outcome.OK && !call.tool().isEmpty();
    return doubtful && !named.test(call) ? Methods.UNKNOWN : call.tool();
  }
}
