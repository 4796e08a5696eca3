package dev.toolwatch.coverage;

import static dev.toolwatch.coverage.CoverageCheck.CLIENT_CONTEXT;
import static dev.toolwatch.coverage.CoverageCheck.DEPENDENCIES;
import static dev.toolwatch.coverage.CoverageCheck.ERROR_TYPES;
import static dev.toolwatch.coverage.CoverageCheck.EXCEPTIONS;
import static dev.toolwatch.coverage.CoverageCheck.RUNTIME_METRICS;
import static dev.toolwatch.coverage.CoverageCheck.SERVER_SPANS;
import static dev.toolwatch.coverage.CoverageCheck.SERVICE_VERSION;
import static dev.toolwatch.coverage.CoverageCheck.SESSIONS;
import static dev.toolwatch.coverage.CoverageCheck.TOOLS_SEEN;
import static dev.toolwatch.coverage.CoverageCheck.TOOL_NAMES;
import static dev.toolwatch.coverage.CoverageCheck.USERS;
import static java.util.Map.entry;

import dev.toolwatch.mcp.KnownEmitter;
import java.util.EnumMap;
import java.util.Map;

/**
 * What to do about a check that is not ok: for the emitter if it needs something of its own, otherwise
 * for the platform that it runs on, otherwise for all. All texts are here. They say what
 * docs/emitters.md says, and end with links into the documentation.
 */
final class Advice {
  private static final String EMITTERS = "docs/emitters.md#";

  /** What an emitter runs on. */
  private enum Platform {
    PYTHON,
    NODEJS,
    JVM,
    DOTNET,
    GO,
    /** It is beside the server, and sees only its requests. */
    GATEWAY,
    ANY
  }

  private static final Map<CoverageCheck, String> FOR_ALL =
      new EnumMap<>(
          Map.ofEntries(
              entry(
                  SERVER_SPANS,
                  "Let the server send a SERVER span for each request, not only a span around the"
                      + " tool, and do not sample before Toolwatch."),
              entry(
                  CLIENT_CONTEXT,
                  "Let clients make spans and send their context, traceparent in the request's _meta"
                      + " or in its HTTP headers, and let the server go on with it."),
              entry(TOOL_NAMES, "Set gen_ai.tool.name on the span of each tools/call."),
              entry(
                  ERROR_TYPES,
                  "Set error.type on failed spans: the JSON-RPC code, or the class of the"
                      + " exception."),
              entry(
                  SESSIONS,
                  "Set mcp.session.id on the server's spans, or session.id if the application has"
                      + " sessions of its own."),
              entry(
                  USERS,
                  "Set enduser.pseudo.id on the server's spans, from the caller that was"
                      + " authenticated."),
              entry(
                  DEPENDENCIES,
                  "Instrument the HTTP clients and databases that the tools use, so that their CLIENT"
                      + " spans are below those of the calls."),
              entry(
                  EXCEPTIONS,
                  "Record exceptions with their stack traces on the span of the call, or log them as"
                      + " OTLP log records within it."),
              entry(
                  SERVICE_VERSION,
                  "Set service.version: OTEL_RESOURCE_ATTRIBUTES=service.version=1.2.3."),
              entry(
                  RUNTIME_METRICS,
                  "Send metrics of the process and its runtime over OTLP, from the SDK of the"
                      + " server's language."),
              entry(
                  TOOLS_SEEN,
                  "Some tools that the server lists were never called: nobody needs or finds them, or"
                      + " their calls are not instrumented. GET /api/v1/tools has those that were.")));

  private static final Map<Platform, Map<CoverageCheck, String>> FOR_PLATFORM =
      new EnumMap<>(
          Map.of(
              Platform.PYTHON,
              Map.of(
                  DEPENDENCIES,
                  "Run opentelemetry-bootstrap -a install and start with opentelemetry-instrument, so"
                      + " that HTTP clients and databases make spans.",
                  EXCEPTIONS,
                  "Call span.record_exception(e) where the tool fails, or log with exc_info=True and"
                      + " export logs over OTLP.",
                  RUNTIME_METRICS,
                  "Install opentelemetry-instrumentation-system-metrics, and start with"
                      + " opentelemetry-instrument."),
              Platform.NODEJS,
              Map.of(
                  DEPENDENCIES,
                  "Start with @opentelemetry/auto-instrumentations-node, so that HTTP clients and"
                      + " databases make spans.",
                  EXCEPTIONS,
                  "Call span.recordException(error) where the tool fails.",
                  RUNTIME_METRICS,
                  "Set OTEL_METRICS_EXPORTER=otlp, and name runtime-node and host-metrics in"
                      + " OTEL_NODE_ENABLED_INSTRUMENTATIONS."),
              Platform.JVM,
              Map.of(
                  DEPENDENCIES,
                  "Instrument the HTTP clients and JDBC drivers of the tools, and call them in the"
                      + " context of the call's span.",
                  EXCEPTIONS,
                  "Call span.recordException(e) where the tool fails, or log the exception and export"
                      + " logs over OTLP.",
                  RUNTIME_METRICS,
                  "Use the OpenTelemetry agent with OTEL_METRICS_EXPORTER=otlp, or Micrometer's OTLP"
                      + " registry."),
              Platform.DOTNET,
              Map.of(
                  DEPENDENCIES,
                  "Add AddHttpClientInstrumentation() and the instrumentation of the database to"
                      + " WithTracing.",
                  EXCEPTIONS,
                  "Call Activity.Current?.AddException(e) where the tool fails.",
                  RUNTIME_METRICS,
                  "Add AddMeter(\"System.Runtime\") and an OTLP exporter to WithMetrics."),
              Platform.GO,
              Map.of(
                  DEPENDENCIES,
                  "Use otelhttp.NewTransport and an instrumented database driver, with the handler's"
                      + " context.",
                  EXCEPTIONS,
                  "Call span.RecordError(err, trace.WithStackTrace(true)) where the tool fails.",
                  RUNTIME_METRICS,
                  "Start go.opentelemetry.io/contrib/instrumentation/runtime with an OTLP"
                      + " MeterProvider."),
              Platform.GATEWAY,
              Map.of(
                  USERS,
                  "Put an OpenTelemetry Collector in between, whose attributes processor copies the"
                      + " identity to enduser.pseudo.id, or add the attribute that is sent to"
                      + " toolwatch.users.attributes.",
                  DEPENDENCIES,
                  "It does not see what the server calls: instrument the server itself.",
                  EXCEPTIONS,
                  "It sees no exceptions: instrument the server itself.",
                  RUNTIME_METRICS,
                  "It is not the server: let the server itself send metrics of its process and"
                      + " runtime over OTLP.")));

  private static final Map<KnownEmitter, Map<CoverageCheck, String>> FOR_EMITTER =
      new EnumMap<>(
          Map.ofEntries(
              entry(
                  KnownEmitter.PYTHON_SDK,
                  Map.of(
                      CLIENT_CONTEXT,
                      "The server takes the context from _meta by itself: set up an OpenTelemetry SDK"
                          + " in the clients too.",
                      SESSIONS,
                      "It sends no session: set session.id by a span processor, as for users.",
                      USERS,
                      "Add a span processor that sets enduser.pseudo.id, with get_access_token().")),
              entry(
                  KnownEmitter.FASTMCP,
                  Map.of(
                      CLIENT_CONTEXT,
                      "The server takes the context from _meta by itself: set up an OpenTelemetry SDK"
                          + " in the clients too.",
                      TOOL_NAMES,
                      "Upgrade to FastMCP 4, which sends the tool as an attribute.",
                      ERROR_TYPES,
                      "Upgrade to FastMCP 4, which sends the class of the exception or the code.",
                      SESSIONS,
                      "Protocol 2026-07-28 has no sessions: set session.id if the application has"
                          + " some.",
                      USERS,
                      "Since 4.2 a server with authentication sends enduser.id by itself; otherwise"
                          + " add the span processor that sets enduser.pseudo.id.")),
              entry(
                  KnownEmitter.CSHARP_SDK,
                  Map.of(
                      CLIENT_CONTEXT,
                      "Both sides pass the context on by themselves: add the source"
                          + " Experimental.ModelContextProtocol in the clients too.",
                      USERS,
                      "Add a BaseProcessor<Activity> that sets enduser.pseudo.id from the"
                          + " IHttpContextAccessor's User.")),
              entry(
                  KnownEmitter.QUARKUS,
                  Map.of(
                      USERS,
                      "Set enduser.pseudo.id on Span.current() in the tool, from an injected"
                          + " SecurityIdentity.",
                      DEPENDENCIES,
                      "In 1.13.0 the spans of a tool's REST client are traces of their own: make a"
                          + " CLIENT span around the call in the tool.",
                      RUNTIME_METRICS,
                      "Add quarkus-micrometer-opentelemetry, with"
                          + " quarkus.otel.metrics.enabled=true.")),
              entry(
                  KnownEmitter.MCP_GO,
                  Map.of(
                      ERROR_TYPES,
                      "It sends no error types: set error.type where your adapter ends the span.",
                      SESSIONS,
                      "A server made with WithStateLess(true) has no sessions: set session.id if the"
                          + " application has some.",
                      TOOL_NAMES,
                      "It leaves out the names of tools that do not exist: look at who calls them.")),
              entry(
                  KnownEmitter.OPENLLMETRY,
                  Map.of(
                      SERVER_SPANS,
                      "It makes spans around tools only. With mcp 2 or FastMCP 4 leave its MCP"
                          + " instrumentation out: these make spans of all requests.")),
              entry(
                  KnownEmitter.OPENINFERENCE,
                  Map.of(
                      SERVER_SPANS,
                      "It makes spans around tools only. Use mcp 2 or FastMCP 4, which make spans of"
                          + " all requests.",
                      USERS,
                      "Call the tools within using_user(...): it sends user.id.",
                      SESSIONS,
                      "Call the tools within using_session(...): it sends session.id.")),
              entry(
                  KnownEmitter.LOGFIRE,
                  Map.of(
                      TOOL_NAMES,
                      "Its server spans do not name the tool. With mcp 2 leave instrument_mcp() out:"
                          + " the SDK's own spans do.")),
              entry(
                  KnownEmitter.OPENLIT,
                  Map.of(
                      TOOL_NAMES,
                      "Its spans do not name the tool. With mcp 2 leave its MCP instrumentation out:"
                          + " the SDK's own spans do.")),
              entry(
                  KnownEmitter.ADOT,
                  Map.of(
                      ERROR_TYPES,
                      "Its server spans do not fail. With mcp 2 leave it out: the SDK's own spans"
                          + " do.")),
              entry(
                  KnownEmitter.SENTRY,
                  Map.of(
                      SERVER_SPANS,
                      "Its MCP spans are INTERNAL, below the span of the HTTP request: make a SERVER"
                          + " span named tools/call {tool} around each request yourself.",
                      ERROR_TYPES,
                      "It sends internal_error for all failures: set error.type where the tool"
                          + " fails.")),
              entry(
                  KnownEmitter.AGENTCAT,
                  Map.of(
                      CLIENT_CONTEXT,
                      "It makes one trace of each session and takes no context: make spans with the"
                          + " OpenTelemetry SDK instead.",
                      ERROR_TYPES,
                      "It sends no error types: make spans with the OpenTelemetry SDK instead.",
                      USERS,
                      "Pass identify to track(...): it sends mcp.actor_id.")),
              entry(
                  KnownEmitter.ENVOY_AI_GATEWAY,
                  Map.of(
                      SERVER_SPANS,
                      "It sends CLIENT spans only: let the servers behind it send spans of their"
                          + " own.")),
              entry(
                  KnownEmitter.AGENTGATEWAY,
                  Map.of(USERS, "Switch JWT authentication on: it then sends jwt.sub.")),
              entry(
                  KnownEmitter.SPRING_AI,
                  Map.of(
                      SERVER_SPANS,
                      "Its spans are the caller's view of a tool: let the MCP server send SERVER spans"
                          + " of its requests.",
                      USERS,
                      "Add an ObservationFilter that adds enduser.pseudo.id from the"
                          + " SecurityContextHolder.")),
              entry(
                  KnownEmitter.OTHER,
                  Map.of(
                      SERVER_SPANS,
                      "Make a span of kind SERVER named tools/call {tool}, with mcp.method.name, for"
                          + " each request, and do not sample before Toolwatch.",
                      USERS,
                      "Set enduser.pseudo.id where you start the span, from the caller that was"
                          + " authenticated."))));

  /** Where more about a check is, beside the section of the emitter. */
  private static final Map<CoverageCheck, String> MORE =
      new EnumMap<>(
          Map.of(
              SERVER_SPANS, EMITTERS + "sampling",
              ERROR_TYPES, EMITTERS + "who-is-to-blame",
              SESSIONS, EMITTERS + "sessions",
              USERS, EMITTERS + "users",
              DEPENDENCIES, EMITTERS + "what-servers-call-themselves",
              EXCEPTIONS, "docs/errors.md#what-an-error-is",
              RUNTIME_METRICS, "docs/system-health.md#switching-it-on",
              TOOLS_SEEN, "docs/coverage.md#tools_seen"));

  private Advice() {}

  /** What to do about a check of a service with this emitter. */
  static String of(KnownEmitter emitter, CoverageCheck check) {
    String more = MORE.get(check);
    return "Emitter: %s. %s See %s%s."
        .formatted(
            emitter.title(),
            text(emitter, check),
            EMITTERS + anchor(emitter),
            more == null ? "" : ", " + more);
  }

  private static String text(KnownEmitter emitter, CoverageCheck check) {
    String own = FOR_EMITTER.getOrDefault(emitter, Map.of()).get(check);
    if (own != null) {
      return own;
    }
    return FOR_PLATFORM
        .getOrDefault(platform(emitter), Map.of())
        .getOrDefault(check, FOR_ALL.get(check));
  }

  private static Platform platform(KnownEmitter emitter) {
    return switch (emitter) {
      case PYTHON_SDK, FASTMCP, OPENLLMETRY, OPENINFERENCE, LOGFIRE, OPENLIT, ADOT ->
          Platform.PYTHON;
      case SENTRY, AGENTCAT -> Platform.NODEJS;
      case QUARKUS, SPRING_AI -> Platform.JVM;
      case CSHARP_SDK -> Platform.DOTNET;
      case MCP_GO -> Platform.GO;
      case OBI, ENVOY_AI_GATEWAY, TOOLHIVE, AGENTGATEWAY -> Platform.GATEWAY;
      case OTHER -> Platform.ANY;
    };
  }

  /** The anchor of the emitter's section. It does not change with the versions in the heading. */
  private static String anchor(KnownEmitter emitter) {
    return switch (emitter) {
      case PYTHON_SDK -> "python-sdk";
      case FASTMCP -> "fastmcp";
      case CSHARP_SDK -> "csharp-sdk";
      case QUARKUS -> "quarkus";
      case MCP_GO -> "mcp-go";
      case OPENLLMETRY -> "openllmetry";
      case OPENINFERENCE -> "openinference";
      case LOGFIRE -> "logfire";
      case OPENLIT -> "openlit";
      case ADOT -> "adot";
      case SENTRY -> "sentry";
      case AGENTCAT -> "agentcat";
      case OBI -> "obi";
      case ENVOY_AI_GATEWAY -> "envoy-ai-gateway";
      case TOOLHIVE -> "toolhive";
      case AGENTGATEWAY -> "agentgateway";
      case SPRING_AI -> "spring-ai";
      case OTHER -> "by-hand";
    };
  }
}
