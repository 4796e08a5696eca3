package dev.toolwatch.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How MCP operations are found in the spans. */
@ConfigMapping(prefix = "toolwatch.mcp")
interface McpSettings {
  /** Time that a span waits for the spans above it, which may come in a later request. */
  @WithDefault("6s")
  Duration joinWait();

  /** Spans that may wait at once, over all event loops; beyond, the oldest are decided early. */
  @WithDefault("100000")
  int maxPendingSpans();

  /** Spans remembered for those below them, over all event loops. */
  @WithDefault("400000")
  int maxTrackedSpans();

  /** Operations that one sampled span may stand for at most. */
  @WithDefault("10000")
  double maxSamplingWeight();

  /** Tools of one service whose existence is remembered. */
  @WithDefault("1000")
  int maxKnownTools();

  /** NameCache of spans that are authentications; a star stands for any text, case does not matter. */
  @WithDefault("auth,auth.*,auth *,authenticate*,authorize*,oauth*,*.authenticate,*.authorize")
  Optional<List<String>> authSpanNames();

  /** Attributes whose presence makes a span an authentication. */
  @WithDefault("auth.method,auth.result,auth.provider")
  Optional<List<String>> authAttributes();
}
