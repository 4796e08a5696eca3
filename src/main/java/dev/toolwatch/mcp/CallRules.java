package dev.toolwatch.mcp;

import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.ServiceId;

/**
 * What a span counts as, given the spans above it. Of the spans of one call, the outermost SERVER span
 * counts. A TOOL span counts only if it has no SERVER span above it, and a CLIENT span only if it
 * has no other CLIENT span of the same method directly above it. An OUTBOUND span is a dependency
 * if it has an operation above it. "Above" means along the parents, through spans of the same
 * service, up to a parent in another process. A span that began after the one above it had ended is
 * a call of its own.
 *
 * <p>What looks like a tool of a server may be an agent's call of a tool. It is, if the span of an
 * agent or of a language model is above it, unless its service has handled MCP requests.
 *
 * <p>To be asked about a span right after {@link Ancestry#climb}. Not thread-safe.
 */
final class CallRules {
  private final Ancestry ancestry;
  private final Marks marks;
  private final ServiceRoles services;

  CallRules(Ancestry ancestry, Marks marks, ServiceRoles services) {
    this.ancestry = ancestry;
    this.marks = marks;
    this.services = services;
  }

  /** The decision that no later span can change, or null if there is none yet. */
  Disposition certain(JoinSpan one, SpanRole role) {
    return switch (role) {
      case SERVER -> ancestry.hasServerAbove() ? Disposition.DUPLICATE : null;
      case TOOL -> {
        if (ancestry.hasServerAbove() || ancestry.hasToolAbove()) {
          yield Disposition.DUPLICATE;
        }
        yield one.mayBeLocal() && isAgents(one) ? Disposition.OTHER : null;
      }
      case CLIENT ->
          switch (ancestry.nearest()) {
            case CLIENT, OUTER_CLIENT -> belowClient();
            case SERVER, TOOL -> Disposition.OPERATION;
            case NONE, PART, OUTBOUND, AUTH -> null;
          };
      case OUTER_CLIENT ->
          switch (ancestry.nearest()) {
            case CLIENT, OUTER_CLIENT -> belowClient();
            case SERVER, TOOL -> Disposition.DUPLICATE;
            case NONE, PART, OUTBOUND, AUTH -> null;
          };
      case OUTBOUND ->
          switch (ancestry.nearest()) {
            case SERVER -> dependency();
            case TOOL -> belowTool(one);
            case CLIENT, OUTER_CLIENT -> Disposition.OTHER;
            case NONE, PART, OUTBOUND, AUTH -> null;
          };
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
  }

  /**
   * Whether what looks like a server's tool is an agent's call of one: an agent is above it, and its
   * service has not handled a request.
   */
  private boolean isAgents(JoinSpan one) {
    return ancestry.hasAgentAbove() && !services.isCertainlyServer(one.operation().service());
  }

  /** The same where the agent's own span is missing, because it is still running. */
  private boolean isLikelyAgents(JoinSpan one) {
    ServiceId service = one.operation().service();
    return ancestry.missing() != 0
        && !services.isCertainlyServer(service)
        && (one.chosenByModel() || marks.isOfAgent(ancestry.missing(), service));
  }

  private Disposition belowTool(JoinSpan one) {
    if (!ancestry.isNearestMaybeLocal() || ancestry.hasServerAbove()) {
      return dependency();
    }
    if (isAgents(one)) {
      return Disposition.OTHER;
    }
    return ancestry.missing() == 0 ? dependency() : null;
  }

  /** A proxy opens a session within a call: the one is not the other. */
  private Disposition belowClient() {
    return ancestry.hasSameClientAbove() ? Disposition.DUPLICATE : Disposition.OPERATION;
  }

  /** If calls are nested, because one library calls another, only the outermost one counts. */
  private Disposition dependency() {
    return ancestry.hasOutboundAbove() ? Disposition.DUPLICATE : Disposition.DEPENDENCY;
  }

  /** The decision if no other ancestors exist. */
  Disposition unopposed(JoinSpan one, SpanRole role) {
    return switch (role) {
      case SERVER, CLIENT, OUTER_CLIENT -> Disposition.OPERATION;
      case TOOL ->
          one.mayBeLocal() && isLikelyAgents(one) ? Disposition.OTHER : Disposition.OPERATION;
      case OUTBOUND -> isCalledByOperation(one) ? dependency() : Disposition.OTHER;
      case NONE, PART, AUTH -> throw new IllegalArgumentException(role.name());
    };
  }

  private boolean isCalledByOperation(JoinSpan one) {
    if (ancestry.nearest() == SpanRole.TOOL) {
      return !isLikelyAgents(one);
    }
    // The operation may still be running, for longer than any span waits. Calls of a server are its
    // dependencies.
    return ancestry.hasPartAbove()
        || ancestry.missing() != 0 && services.isServer(one.operation().service());
  }
}
