package dev.toolwatch.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How MCP operations are recognised in spans. */
@ConfigMapping(prefix = "toolwatch.mcp")
interface McpSettings {
  /** How long a span waits for its parent spans, which may come in a later request. */
  @WithDefault("6s")
  Duration joinWait();

  /**
   * Maximum number of waiting spans over all event loops. Above it, the oldest are decided early.
   */
  @WithDefault("100000")
  int maxPendingSpans();

  /**
   * Maximum number of spans remembered, for their child spans and in case they are sent again, over
   * all event loops.
   */
  @WithDefault("400000")
  int maxTrackedSpans();

  /** Maximum number of operations that one sampled span can stand for. */
  @WithDefault("10000")
  double maxSamplingWeight();

  /** The ratios at which services sample their traces, by the service or a name for several. */
  Map<String, Sampling> sampling();

  /**
   * Span names that mean an authentication. An asterisk matches any text, and case does not matter.
   */
  @WithDefault("auth,auth.*,auth *,authenticate*,authorize*,oauth*,*.authenticate,*.authorize")
  Optional<List<String>> authSpanNames();

  /** Attributes that make a span an authentication. */
  @WithDefault("auth.method,auth.result,auth.provider")
  Optional<List<String>> authAttributes();

  /** Complete lists of the tools that services have, by the service or a name for several. */
  Map<String, ToolList> toolLists();

  /** The tools of one or several services. */
  interface ToolList {
    /** All of them. */
    List<String> tools();

    /** The services; if not set, the one that the setting is named for. */
    Optional<List<String>> services();
  }

  /** Services whose SDKs send only a part of their traces, and do not say so. */
  interface Sampling {
    /** The part of the traces that is sent, above 0 and at most 1. */
    double ratio();

    /** The services; if not set, the one that the setting is named for. */
    Optional<List<String>> services();
  }
}
