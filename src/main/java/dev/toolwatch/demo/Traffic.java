package dev.toolwatch.demo;

import dev.toolwatch.demo.Request.MissingToolCall;
import dev.toolwatch.demo.Request.Plain;
import dev.toolwatch.demo.Request.PromptGet;
import dev.toolwatch.demo.Request.ResourceRead;
import dev.toolwatch.demo.Request.ToolCall;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The endless plan of operations: which user sends which request to which server, and how it ends.
 * It uses no clock, so a seed always gives the same sequence. Not thread-safe.
 */
final class Traffic {
  /** The share of operations that call a tool which does not exist, all by the last user. */
  static final double MISSING_TOOLS = 0.01;

  /** The share of the other operations that the agent service makes. */
  static final double BY_AGENT = 0.25;

  private static final double TOKEN_CHECKS = 0.08;
  static final double TOOLS_LISTS = 0.03;
  static final double PINGS = 0.01;
  static final double RESOURCE_READS = 0.06;
  static final double PROMPT_GETS = 0.04;
  static final double MISSING_RESOURCES = 0.03;

  static final double TIMEOUTS = 0.0003;
  static final double BAD_ARGUMENTS = 0.012;
  static final double CANCELLATIONS = 0.005;

  private static final long TIME_LIMIT_NANOS = 10_000_000_000L;
  static final Latency QUICK = new Latency(4, 0.4);
  static final Latency LISTING = new Latency(8, 0.5);
  static final Latency READING = new Latency(25, 0.6);

  private static final List<String> INVENTED =
      List.of("web_search", "execute_shell", "read_mail", "open_browser", "delete_everything");

  private final List<McpServer> servers;
  private final RandomGenerator random;
  private final Population population;
  private long number;

  Traffic(List<McpServer> servers, int users, long seed) {
    this.servers = List.copyOf(servers);
    this.random = new SplittableRandom(seed);
    this.population = new Population(this.servers, users, random);
  }

  /** Draws the next operation. */
  PlannedOperation next() {
    number++;
    double spacing = -Math.log(1 - random.nextDouble());
    return random.nextDouble() < MISSING_TOOLS ? missingTool(spacing) : operation(spacing);
  }

  private PlannedOperation missingTool(double spacing) {
    int user = population.users();
    McpServer server = population.drawServer(user);
    String name = INVENTED.get(random.nextInt(INVENTED.size()));
    // Every second name is new: this client alone makes up more names than all servers have.
    if (random.nextBoolean()) {
      name += "_" + random.nextInt(10_000);
    }
    population.nextInSession(user, server);
    return planned(
        spacing,
        server,
        new MissingToolCall(name),
        user,
        Ending.MISSING_TOOL,
        QUICK.draw(random),
        false);
  }

  private PlannedOperation operation(double spacing) {
    int user = population.drawUser();
    McpServer server = population.drawServer(user);
    Request request = drawRequest(server, population.nextInSession(user, server));
    Ending ending = drawEnding(request);
    long durationNanos = drawDurationNanos(request, ending);
    boolean byAgent = random.nextDouble() < BY_AGENT;
    return planned(spacing, server, request, user, ending, durationNanos, byAgent);
  }

  private PlannedOperation planned(
      double spacing,
      McpServer server,
      Request request,
      int user,
      Ending ending,
      long durationNanos,
      boolean byAgent) {
    String session = server.hasSessions() ? population.session(user, server) : "";
    boolean checksToken = server.hasSessions() && random.nextDouble() < TOKEN_CHECKS;
    return new PlannedOperation(
        number,
        spacing,
        server,
        request,
        user,
        session,
        ending,
        durationNanos,
        byAgent,
        checksToken);
  }

  private Request drawRequest(McpServer server, int operationsBefore) {
    if (operationsBefore == 0) {
      return Plain.INITIALIZE;
    }
    if (operationsBefore == 1) {
      return Plain.TOOLS_LIST;
    }
    double at = random.nextDouble();
    if ((at -= TOOLS_LISTS) < 0) {
      return Plain.TOOLS_LIST;
    }
    if ((at -= PINGS) < 0) {
      return Plain.PING;
    }
    if ((at -= RESOURCE_READS) < 0 && !server.resources().isEmpty()) {
      return drawResource(server.resources());
    }
    if (at - PROMPT_GETS < 0 && !server.prompts().isEmpty()) {
      return new PromptGet(server.prompts().get(random.nextInt(server.prompts().size())));
    }
    return new ToolCall(drawTool(server.tools()));
  }

  private Request drawResource(List<String> resources) {
    String uri = resources.get(random.nextInt(resources.size()));
    return random.nextDouble() < MISSING_RESOURCES
        ? new ResourceRead(uri + "/archived", false)
        : new ResourceRead(uri, true);
  }

  private Tool drawTool(List<Tool> tools) {
    double at = random.nextDouble() * tools.stream().mapToDouble(Tool::weight).sum();
    for (Tool tool : tools) {
      at -= tool.weight();
      if (at < 0) {
        return tool;
      }
    }
    return tools.get(tools.size() - 1);
  }

  private Ending drawEnding(Request request) {
    if (request instanceof ResourceRead read && !read.exists()) {
      return Ending.MISSING_RESOURCE;
    }
    if (!(request instanceof ToolCall call)) {
      return Ending.OK;
    }
    double at = random.nextDouble();
    if ((at -= call.tool().failureShare()) < 0) {
      return random.nextBoolean() ? Ending.TOOL_ERROR : Ending.EXCEPTION;
    }
    if ((at -= TIMEOUTS) < 0) {
      return Ending.TIMEOUT;
    }
    if ((at -= BAD_ARGUMENTS) < 0) {
      return Ending.BAD_ARGUMENTS;
    }
    return at - CANCELLATIONS < 0 ? Ending.CANCELLED : Ending.OK;
  }

  private long drawDurationNanos(Request request, Ending ending) {
    if (ending == Ending.TIMEOUT) {
      return TIME_LIMIT_NANOS;
    }
    if (!ending.reachesDependencies()) {
      return QUICK.draw(random);
    }
    long nanos = latency(request).draw(random);
    // A request cannot be cancelled after its answer.
    return ending == Ending.CANCELLED ? 1 + (long) (nanos * random.nextDouble()) : nanos;
  }

  private static Latency latency(Request request) {
    if (request instanceof ToolCall call) {
      return call.tool().latency();
    }
    return request instanceof ResourceRead ? READING : LISTING;
  }
}
