package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.Text;

/**
 * What a span says in the attributes and names that are common to emitters. Its dialect corrects
 * it. Reused; not thread-safe.
 */
final class Reading {
  static final FirstOf METHOD = new FirstOf(AttributeKey.MCP_METHOD_NAME, AttributeKey.MCP_METHOD);
  static final FirstOf TOOL =
      new FirstOf(
          AttributeKey.GEN_AI_TOOL_NAME,
          AttributeKey.MCP_TOOL_NAME,
          AttributeKey.TOOL_NAME,
          AttributeKey.SPRING_AI_TOOL_NAME);
  static final FirstOf PROMPT =
      new FirstOf(AttributeKey.GEN_AI_PROMPT_NAME, AttributeKey.MCP_PROMPT_NAME);

  private final Text method = new Text();
  private final Text tool = new Text();
  private final Text prompt = new Text();
  private SpanRole role = SpanRole.NONE;
  private boolean enduserIsNoPerson;
  private boolean enduserMayBeNoPerson;
  private boolean mayBeLocal;

  /** Reads what is common: names from attributes, the role from the kind. */
  void begin(SpanView span) {
    Attributes attributes = span.attributes();
    set(method, METHOD.in(attributes));
    set(tool, TOOL.in(attributes));
    set(prompt, PROMPT.in(attributes));
    role = roleOf(span.kind());
    enduserIsNoPerson = false;
    enduserMayBeNoPerson = false;
    mayBeLocal = false;
  }

  private static void set(Text into, Text from) {
    if (from == null) {
      into.clear();
    } else {
      into.set(from);
    }
  }

  private static SpanRole roleOf(int kind) {
    return switch (kind) {
      case SpanView.SERVER, SpanView.CONSUMER -> SpanRole.SERVER;
      case SpanView.CLIENT, SpanView.PRODUCER -> SpanRole.CLIENT;
      default -> SpanRole.TOOL;
    };
  }

  /**
   * Takes method and target from a name of the form {@code {method} {target}} after a prefix,
   * unless attributes gave them.
   */
  void name(Text name, int prefixLength) {
    int space = name.indexOf((byte) ' ', prefixLength);
    int end = space < 0 ? name.length() : space;
    if (method.isEmpty() && end > prefixLength) {
      method.setPart(name, prefixLength, end - prefixLength);
    }
    if (space >= 0 && space + 1 < name.length()) {
      target(name, space + 1, name.length() - space - 1);
    }
  }

  /** Takes the name of the requested tool or prompt, unless an attribute gave it. */
  void target(Text name) {
    target(name, 0, name.length());
  }

  private void target(Text name, int from, int length) {
    if (tool.isEmpty() && method.is(TOOLS_CALL)) {
      tool.setPart(name, from, length);
    } else if (prompt.isEmpty() && method.is(PROMPTS_GET)) {
      prompt.setPart(name, from, length);
    }
  }

  private static final byte[] TOOLS_CALL = Methods.TOOLS_CALL.getBytes(US_ASCII);
  private static final byte[] PROMPTS_GET = Methods.PROMPTS_GET.getBytes(US_ASCII);

  SpanRole role() {
    return role;
  }

  void role(SpanRole value) {
    role = value;
  }

  Text method() {
    return method;
  }

  void method(String name) {
    byte[] bytes = name.getBytes(US_ASCII);
    method.set(bytes, 0, bytes.length);
  }

  /** Sets the method to {@code tools/call}, whatever the span is named. */
  void call() {
    method.set(TOOLS_CALL, 0, TOOLS_CALL.length);
  }

  Text tool() {
    return tool;
  }

  Text prompt() {
    return prompt;
  }

  /** Records that {@code enduser.id} identifies a program, not a person. */
  void enduserIsNoPerson() {
    enduserIsNoPerson = true;
  }

  boolean isEnduserNoPerson() {
    return enduserIsNoPerson;
  }

  /** Records that {@code enduser.id} can identify a program if the person is not known. */
  void enduserMayBeNoPerson() {
    enduserMayBeNoPerson = true;
  }

  /** Whether any other attribute that identifies a user is to be preferred. */
  boolean isEnduserMaybeNoPerson() {
    return enduserMayBeNoPerson;
  }

  /** Records that the span is about a tool, of which nothing says that it is one of MCP. */
  void mayBeLocal() {
    mayBeLocal = true;
  }

  boolean isMaybeLocal() {
    return mayBeLocal && role == SpanRole.TOOL;
  }
}
