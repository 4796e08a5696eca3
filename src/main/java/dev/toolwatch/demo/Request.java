package dev.toolwatch.demo;

/** A request of a client to a server. */
sealed interface Request {

  /** The value of {@code mcp.method.name}. */
  String method();

  /** The name of the tool or prompt; empty if there is none. */
  default String target() {
    return "";
  }

  /** A call of an existing tool. */
  record ToolCall(Tool tool) implements Request {
    @Override
    public String method() {
      return "tools/call";
    }

    @Override
    public String target() {
      return tool.name();
    }
  }

  /** A call of a tool that does not exist, with a name that the client has made up. */
  record MissingToolCall(String name) implements Request {
    public MissingToolCall {
      Checks.named(name, "name");
    }

    @Override
    public String method() {
      return "tools/call";
    }

    @Override
    public String target() {
      return name;
    }
  }

  /** A read of a resource, which may not exist. */
  record ResourceRead(String uri, boolean exists) implements Request {
    public ResourceRead {
      Checks.named(uri, "uri");
    }

    @Override
    public String method() {
      return "resources/read";
    }
  }

  /** A prompt. */
  record PromptGet(String prompt) implements Request {
    public PromptGet {
      Checks.named(prompt, "prompt");
    }

    @Override
    public String method() {
      return "prompts/get";
    }

    @Override
    public String target() {
      return prompt;
    }
  }

  /** A request without a target, such as {@code tools/list}. */
  record Plain(String method) implements Request {
    static final Plain INITIALIZE = new Plain("initialize");
    static final Plain TOOLS_LIST = new Plain("tools/list");
    static final Plain PING = new Plain("ping");

    public Plain {
      Checks.named(method, "method");
    }
  }
}
