package dev.toolwatch.errors;

/**
 * Says which group an error belongs to. A fingerprint is the start of a SHA-256, so that no sender
 * can make errors of two groups one. Not thread-safe: buffers are used again.
 */
final class Fingerprints {
  /** Of the rules: raise it with every change that makes other groups. */
  static final int VERSION = 1;

  private final PartsDigest digest = new PartsDigest();
  private final MessagePattern pattern = new MessagePattern();
  private final FrameKeys frames = new FrameKeys();
  private boolean ofStackTraceAlone;

  /**
   * The group of an exception, by the frames of the application; by all frames if there are none of
   * the application; without frames by type, tool and message.
   *
   * @param service whose error it is, with its tenant
   * @param tool that was called; empty if there is none
   */
  Grouping of(String service, String tool, ParsedException exception) {
    if (!exception.hasFrames()) {
      ThrownException thrown = exception.reported();
      return ofMessage(service, tool, thrown.type(), thrown.message());
    }
    FrameKeys.Keys keys = frames.of(exception);
    GroupedBy by = keys.application() ? GroupedBy.STACK_TRACE : GroupedBy.LIBRARY_STACK_TRACE;
    start(by, service);
    if (by == GroupedBy.LIBRARY_STACK_TRACE) {
      add(tool);
      add(pattern.of(exception.reported().message()));
    }
    keys.parts().forEach(this::add);
    ofStackTraceAlone = by == GroupedBy.STACK_TRACE && !keys.needsMessage();
    if (keys.needsMessage()) {
      add(pattern.of(exception.reported().message()));
    }
    return finish(by);
  }

  /** Whether the last grouping would be the same with any other message and tool. */
  boolean isOfStackTraceAlone() {
    return ofStackTraceAlone;
  }

  /** The group of an error without a stack trace. Costs one pass over the message and a hash. */
  Grouping ofMessage(String service, String tool, String type, String message) {
    CharSequence variables = pattern.of(message);
    GroupedBy by = variables.length() == 0 ? GroupedBy.TYPE : GroupedBy.MESSAGE;
    start(by, service);
    add(tool);
    add(type);
    add(variables);
    return finish(by);
  }

  /**
   * The group of an error of MCP itself.
   *
   * @param code {@code tool_error}, {@code timeout}, or the code of JSON-RPC such as {@code -32602}
   */
  Grouping ofCode(String service, String tool, String code) {
    start(GroupedBy.MCP_CODE, service);
    add(tool);
    add(code);
    return finish(GroupedBy.MCP_CODE);
  }

  /** The group of a service that holds what there is no room for. */
  Grouping ofOverflow(String service) {
    start(GroupedBy.OVERFLOW, service);
    return finish(GroupedBy.OVERFLOW);
  }

  private void start(GroupedBy by, String service) {
    ofStackTraceAlone = false;
    digest.start();
    add(by.label());
    add(service);
  }

  private void add(CharSequence part) {
    digest.add(part);
  }

  private Grouping finish(GroupedBy by) {
    PartsDigest.Hash hash = digest.finish();
    return new Grouping(new Fingerprint(VERSION, hash.high(), hash.low()), by);
  }
}
