package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.Side;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides which name a call's tool counts under. The remote client chooses the tool name, so a name
 * counts as itself only if something says that the tool exists:
 *
 * <ul>
 *   <li>If the tools of the service are configured, they are the ones that exist. A call of any
 *       other is {@link Methods#UNKNOWN} and the caller's mistake, whatever the emitter says.
 *   <li>A call that says that its tool does not exist is {@link Methods#UNKNOWN}, unless the tool
 *       has a series. After any other result it has one, and keeps its own name as long as it has
 *       that series. The budgets of {@code cardinality} limit the names and forget them.
 *   <li>A call that failed in any other way may still be of a tool that does not exist: many SDKs
 *       do not tell. A few names of each service that have only failed count as themselves ({@link
 *       UnprovenTools}), further ones as {@link Methods#UNKNOWN}. Their outcome stays, because a
 *       tool that has been broken since it was deployed looks the same.
 * </ul>
 *
 * As thread-safe as the given predicate.
 */
public final class KnownTools {
  /** Error type of a call that its emitter says is ok, of a tool that is not configured. */
  private static final String UNLISTED = "unlisted_tool";

  private final ToolLists lists;
  private final UnprovenTools unproven;
  private final Predicate<Operation> named;
  private final Operation probe = new Operation();

  /**
   * @param named whether the tool of a call has a series of its own
   */
  KnownTools(ToolLists lists, UnprovenTools unproven, Predicate<Operation> named) {
    this.lists = lists;
    this.unproven = unproven;
    this.named = named;
  }

  /**
   * Sets the tool name that a call counts under, and corrects its outcome if the tool is known not
   * to exist. The call's service must be as labelled.
   *
   * @param unknownTarget whether the call says that its tool does not exist
   */
  public void label(Operation call, boolean unknownTarget) {
    if (call.tool().isEmpty()) {
      return;
    }
    Set<String> listed = call.side() == Side.SERVER ? lists.of(call.service()) : null;
    if (listed != null) {
      if (!listed.contains(call.tool())) {
        unlisted(call);
      }
    } else if (call.outcome() == Outcome.OK) {
      if (call.side() == Side.SERVER) {
        unproven.succeeded(call.service(), call.tool());
      }
    } else if (unknownTarget ? !named.test(call) : !isAdmitted(call)) {
      call.tool(Methods.UNKNOWN);
    }
  }

  private static void unlisted(Operation call) {
    call.tool(Methods.UNKNOWN);
    call.failed(Outcome.CLIENT_ERROR, call.outcome() == Outcome.OK ? UNLISTED : call.errorType());
  }

  private boolean isAdmitted(Operation call) {
    return call.side() == Side.CLIENT
        || named.test(call)
        || unproven.admit(call.service(), call.tool(), name -> hasSeries(call, name));
  }

  private boolean hasSeries(Operation call, String tool) {
    probe.set(call);
    probe.tool(tool);
    return named.test(probe);
  }
}
