package dev.toolwatch.coverage;

import dev.toolwatch.mcp.KnownEmitter;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.List;

/** Makes findings of what was counted of one service. Pure functions. */
final class Judgement {
  private static final KnownEmitter[] EMITTERS = KnownEmitter.values();

  /**
   * What is known of a service from elsewhere.
   *
   * @param traced the share of errors with a stack trace; null if there were no errors
   * @param runtime 1 if metrics of the runtime are passed on, 0 if not; null if nobody knows
   * @param called the share of listed tools that were called; null if none are listed
   */
  record Elsewhere(Double traced, Double runtime, Double called) {}

  private final ServiceId service;
  private final long[] counts;
  private final KnownEmitter emitter;
  private final List<Finding> findings = new ArrayList<>();

  private Judgement(ServiceId service, long[] counts) {
    this.service = service;
    this.counts = counts;
    emitter = emitter(counts);
  }

  private static KnownEmitter emitter(long[] counts) {
    boolean spans =
        counts[Trait.OPERATION.ordinal()] > 0 || counts[Trait.EMITTER_LEAD.ordinal()] > 0;
    return spans ? EMITTERS[(int) counts[Trait.EMITTER.ordinal()]] : KnownEmitter.OTHER;
  }

  /**
   * The findings of a service, in the order of the checks.
   *
   * @param counts by the ordinal of {@link Trait}
   */
  static List<Finding> of(ServiceId service, long[] counts, Elsewhere elsewhere) {
    return new Judgement(service, counts).all(elsewhere);
  }

  private List<Finding> all(Elsewhere elsewhere) {
    for (CoverageCheck check : CoverageCheck.values()) {
      switch (check) {
        case SERVER_SPANS -> found(check, serverSpans());
        case CLIENT_CONTEXT -> found(check, share(Trait.CONTINUED, Trait.OPERATION));
        case TOOL_NAMES -> found(check, share(Trait.NAMED_CALL, Trait.CALL));
        case ERROR_TYPES -> found(check, share(Trait.TYPED_FAILURE, Trait.FAILURE));
        case SESSIONS -> found(check, share(Trait.WITH_SESSION, Trait.OF_SESSION));
        case USERS -> found(check, share(Trait.WITH_USER, Trait.OPERATION));
        case DEPENDENCIES -> dependencies(share(Trait.PARENT_CALL, Trait.CALL));
        case EXCEPTIONS -> found(check, elsewhere.traced());
        case SERVICE_VERSION -> found(check, share(Trait.VERSIONED, Trait.OPERATION));
        case RUNTIME_METRICS -> found(check, elsewhere.runtime());
        case TOOLS_SEEN -> {
          if (elsewhere.called() != null) {
            found(check, elsewhere.called());
          }
        }
      }
    }
    return findings;
  }

  private long count(Trait trait) {
    return counts[trait.ordinal()];
  }

  /** The share of some in others; null if there are none of these. */
  private Double share(Trait some, Trait all) {
    return share(count(some), count(all));
  }

  private static Double share(long some, long all) {
    return all == 0 ? null : Math.min(1, (double) some / all);
  }

  /** Spans and points tell of the same operations where points count, and either may be incomplete. */
  private Double serverSpans() {
    long both = Math.max(count(Trait.WITNESSED), count(Trait.METERED));
    return share(count(Trait.REQUEST), count(Trait.COUNTED) + both);
  }

  private void found(CoverageCheck check, Double ratio) {
    add(check, ratio == null ? CoverageState.UNKNOWN : CoverageState.of(ratio), ratio);
  }

  private void dependencies(Double ratio) {
    CoverageState state;
    if (ratio == null) {
      state = CoverageState.UNKNOWN;
    } else if (count(Trait.DEPENDENCY) > 0) {
      state = CoverageState.OK;
    } else {
      state = ratio > 0 ? CoverageState.PARTIAL : CoverageState.MISSING;
    }
    add(CoverageCheck.DEPENDENCIES, state, ratio);
  }

  private void add(CoverageCheck check, CoverageState state, Double ratio) {
    findings.add(new Finding(service, emitter, check, state, ratio));
  }
}
