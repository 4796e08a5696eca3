package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Vocabulary;
import java.util.List;

/**
 * Recognises spans of agents and of calls of language models, by the semantic conventions for
 * generative AI, OpenInference, OpenLLMetry and Spring AI. Stateless.
 */
final class AgentSpans {
  private static final Vocabulary AGENT_OPERATIONS =
      new Vocabulary(List.of("create_agent", "invoke_agent", "invoke_workflow"));
  private static final Vocabulary MODEL_OPERATIONS =
      new Vocabulary(List.of("chat", "generate_content", "text_completion"));
  private static final Vocabulary OPENINFERENCE_AGENTS = new Vocabulary(List.of("AGENT", "CHAIN"));
  private static final Vocabulary OPENINFERENCE_MODELS = new Vocabulary(List.of("LLM"));
  private static final Vocabulary OPENLLMETRY_AGENTS =
      new Vocabulary(List.of("agent", "task", "workflow"));
  private static final Vocabulary SPRING_AI_AGENTS =
      new Vocabulary(List.of("advisor", "chat_client"));

  private AgentSpans() {}

  /** Whether the span is the work of an agent: what is below it is done on its behalf. */
  static boolean isAgent(Attributes attributes) {
    return AttributeKey.GEN_AI_OPERATION_NAME.isOneOf(AGENT_OPERATIONS, attributes)
        || AttributeKey.OPENINFERENCE_SPAN_KIND.isOneOf(OPENINFERENCE_AGENTS, attributes)
        || AttributeKey.TRACELOOP_SPAN_KIND.isOneOf(OPENLLMETRY_AGENTS, attributes)
        || AttributeKey.SPRING_AI_KIND.isOneOf(SPRING_AI_AGENTS, attributes);
  }

  /** Whether the span is a call of a language model. */
  static boolean isModel(Attributes attributes) {
    return AttributeKey.GEN_AI_OPERATION_NAME.isOneOf(MODEL_OPERATIONS, attributes)
        || AttributeKey.OPENINFERENCE_SPAN_KIND.isOneOf(OPENINFERENCE_MODELS, attributes);
  }
}
