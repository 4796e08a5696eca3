/**
 * How each SDK is pointed at Toolwatch: the words and the code of the page "Get started". What is said of each
 * emitter is in docs/emitters.md, which has more of them.
 */

const headers = ({ token }) => token
  ? ['export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20$TOOLWATCH_TOKEN"'] : [];

const usual = (place, address = place.endpoint.http, protocol = 'http/protobuf') => [
  `export OTEL_SERVICE_NAME=${place.service}`,
  `export OTEL_EXPORTER_OTLP_ENDPOINT=${address}`,
  `export OTEL_EXPORTER_OTLP_PROTOCOL=${protocol}`,
  ...headers(place),
].join('\n');

const variables = place => ({ text: 'Set where to send, and under which name.', code: usual(place) });

const python = place => [
  {
    text: 'Install an OpenTelemetry SDK beside the server.',
    code: 'pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http opentelemetry-distro',
  },
  variables(place),
  { text: 'Start the server through it.', code: 'opentelemetry-instrument python server.py' },
];

const fastmcp = place => ({
  id: 'fastmcp',
  label: 'FastMCP',
  about: 'FastMCP 4 makes its spans itself, as soon as an OpenTelemetry SDK is set up in the process.',
  steps: python(place),
  notes: [
    'With authentication, FastMCP 4.2 and newer name the user of each call. Otherwise add a span processor that sets '
      + 'enduser.pseudo.id.',
    'FastMCP 3.0 to 3.2 send less: no types of errors, no spans of lists.',
  ],
});

const pythonSdk = place => ({
  id: 'python',
  label: 'Python SDK',
  about: 'The official Python SDK makes its spans itself from version 2.0 on.',
  steps: python(place),
  notes: [
    'It does not say that a tool does not exist: list the server’s tools in toolwatch.mcp.tool-lists, or such '
      + 'calls count as errors of the server.',
    'It names neither sessions nor users: set enduser.pseudo.id in a span processor.',
  ],
});

const typescript = place => ({
  id: 'typescript',
  label: 'TypeScript SDK',
  about: 'The official TypeScript SDK has no telemetry of its own: put a span around each tool.',
  steps: [
    {
      text: 'Install the OpenTelemetry SDK.',
      code: 'npm install @opentelemetry/api @opentelemetry/sdk-trace-node @opentelemetry/resources \\\n'
        + '  @opentelemetry/exporter-trace-otlp-http',
    },
    {
      text: 'Set it up before the server starts, and wrap what handles each tool.',
      code: `import { trace, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { NodeTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';

new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': '${place.service}' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
}).register();

const tracer = trace.getTracer('tools');
export const traced = (name, handler) => (args, extra) =>
  tracer.startActiveSpan(\`tools/call \${name}\`, { kind: SpanKind.SERVER }, async (span) => {
    span.setAttributes({ 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': name });
    if (extra.sessionId) span.setAttribute('mcp.session.id', extra.sessionId);
    try {
      return await handler(args, extra);
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      span.end();
    }
  });

server.tool('find_order', { number: z.number() }, traced('find_order', findOrder));`,
    },
    {
      text: 'Set where to send.',
      code: [`export OTEL_EXPORTER_OTLP_ENDPOINT=${place.endpoint.http}`, ...headers(place)].join('\n'),
    },
  ],
  notes: ['Calls of unknown tools and calls with bad arguments do not reach the wrapper, so they are not seen.'],
});

const quarkus = place => ({
  id: 'quarkus',
  label: 'Quarkus',
  about: 'quarkus-mcp-server makes its spans itself once its tracing is on. It is off by default.',
  steps: [
    {
      text: 'Add OpenTelemetry to pom.xml.',
      code: '<dependency>\n  <groupId>io.quarkus</groupId>\n  <artifactId>quarkus-opentelemetry</artifactId>\n'
        + '</dependency>',
    },
    {
      text: 'Add to application.properties.',
      code: [
        `quarkus.application.name=${place.service}`,
        'quarkus.mcp.server.tracing.enabled=true',
        `quarkus.otel.exporter.otlp.endpoint=${place.endpoint.grpc}`,
        ...(place.token ? ['quarkus.otel.exporter.otlp.headers=authorization=Bearer ${TOOLWATCH_TOKEN}'] : []),
      ].join('\n'),
    },
  ],
  notes: [
    'Spans of unknown tools look successful: list the server’s tools in toolwatch.mcp.tool-lists.',
    'Name the user in a tool with Span.current().setAttribute("enduser.pseudo.id", …).',
  ],
});

const java = place => ({
  id: 'java',
  label: 'Java SDK',
  about: 'The official Java SDK has no telemetry of its own: run the OpenTelemetry agent, and put a span around each '
    + 'tool.',
  steps: [
    variables(place),
    { text: 'Start with the agent.', code: 'java -javaagent:opentelemetry-javaagent.jar -jar server.jar' },
    {
      text: 'Wrap what handles each tool (io.opentelemetry:opentelemetry-api).',
      code: `Tracer tracer = GlobalOpenTelemetry.getTracer("tools");
Span span = tracer.spanBuilder("tools/call find_order").setSpanKind(SpanKind.SERVER)
    .setAttribute("mcp.method.name", "tools/call")
    .setAttribute("gen_ai.tool.name", "find_order")
    .startSpan();
try (Scope scope = span.makeCurrent()) {
  return findOrder(arguments);
} catch (RuntimeException e) {
  span.recordException(e);
  span.setStatus(StatusCode.ERROR);
  throw e;
} finally {
  span.end();
}`,
    },
  ],
  notes: ['Add mcp.session.id and enduser.pseudo.id to the span, if the server knows them.'],
});

const springAi = place => ({
  id: 'spring-ai',
  label: 'Spring AI',
  about: 'Spring AI observes tools through Micrometer. This is written from its source and has not been tried.',
  steps: [
    {
      text: 'Add the dependencies (Gradle).',
      code: "implementation 'org.springframework.boot:spring-boot-starter-actuator'\n"
        + "implementation 'io.micrometer:micrometer-tracing-bridge-otel'\n"
        + "implementation 'io.opentelemetry:opentelemetry-exporter-otlp'",
    },
    {
      text: 'Add to application.properties.',
      code: [
        `spring.application.name=${place.service}`,
        `management.opentelemetry.tracing.export.otlp.endpoint=${place.endpoint.http}/v1/traces`,
        'management.tracing.sampling.probability=1.0',
        ...(place.token
          ? ['management.opentelemetry.tracing.export.otlp.headers.authorization=Bearer ${TOOLWATCH_TOKEN}']
          : []),
      ].join('\n'),
    },
  ],
  notes: [
    'Its spans are the caller’s view of a tool and include local tools; they say nothing of MCP itself.',
  ],
});

const go = place => ({
  id: 'go',
  label: 'Go',
  about: 'The official Go SDK has no telemetry of its own: put a span around each tool.',
  steps: [
    {
      text: 'Install the OpenTelemetry SDK.',
      code: 'go get go.opentelemetry.io/otel go.opentelemetry.io/otel/sdk \\\n'
        + '  go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp',
    },
    {
      text: 'Set it up in main.',
      code: `exporter, err := otlptracehttp.New(ctx)
if err != nil {
	log.Fatal(err)
}
provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
defer provider.Shutdown(ctx)
otel.SetTracerProvider(provider)`,
    },
    {
      text: 'Begin what handles each tool with this; err is the handler’s named result.',
      code: `ctx, span := otel.Tracer("tools").Start(ctx, "tools/call find_order",
	trace.WithSpanKind(trace.SpanKindServer),
	trace.WithAttributes(
		attribute.String("mcp.method.name", "tools/call"),
		attribute.String("gen_ai.tool.name", "find_order")))
defer func() {
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, "")
	}
	span.End()
}()`,
    },
    variables(place),
  ],
  notes: [
    'mcp-go makes its own spans through server.WithTracer(…); the adapter to OpenTelemetry is in fixtures/mcp-go.',
  ],
});

const dotnet = place => ({
  id: 'dotnet',
  label: '.NET',
  about: 'The C# SDK makes its spans and metrics itself. This is written from its source and has not been tried.',
  steps: [
    {
      text: 'Add the packages.',
      code: 'dotnet add package OpenTelemetry.Extensions.Hosting\n'
        + 'dotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol',
    },
    {
      text: 'Add to Program.cs.',
      code: `builder.Services.AddOpenTelemetry().UseOtlpExporter()
    .WithTracing(t => t.AddSource("Experimental.ModelContextProtocol"))
    .WithMetrics(m => m.AddMeter("Experimental.ModelContextProtocol"));`,
    },
    variables(place),
  ],
  notes: ['It does not name users: set enduser.pseudo.id in a BaseProcessor<Activity>.'],
});

const collector = place => ({
  id: 'collector',
  label: 'Collector',
  about: 'Servers keep sending to your OpenTelemetry Collector, and it sends a copy here.',
  steps: [
    {
      text: 'Add an exporter, and name it in the pipelines, beside those that are there.',
      code: [
        'exporters:',
        '  otlphttp/toolwatch:',
        `    endpoint: ${place.endpoint.http}`,
        ...(place.token ? ['    headers:', '      authorization: Bearer ${env:TOOLWATCH_TOKEN}'] : []),
        '',
        'service:',
        '  pipelines:',
        '    traces:',
        '      exporters: [otlphttp/toolwatch]',
        '    metrics:',
        '      exporters: [otlphttp/toolwatch]',
        '    logs:',
        '      exporters: [otlphttp/toolwatch]',
      ].join('\n'),
    },
  ],
  notes: ['Send to Toolwatch before a sampler: it counts every span that it gets, and samples by itself.'],
});

const environment = place => ({
  id: 'environment',
  label: 'Variables',
  about: 'Any OpenTelemetry SDK reads these variables.',
  steps: [
    { text: 'Over HTTP.', code: usual(place) },
    {
      text: 'Or over gRPC.',
      code: usual(place, place.endpoint.grpc, 'grpc'),
    },
  ],
  notes: [
    'Do not sample in the SDK: leave OTEL_TRACES_SAMPLER at its default, parentbased_always_on.',
    'OTEL_RESOURCE_ATTRIBUTES=service.version=1.4.0 tells in which version an error began.',
  ],
});

const byHand = place => ({
  id: 'curl',
  label: 'By hand',
  about: 'No server at hand? Send one call of a tool with curl.',
  steps: [
    {
      text: 'Send a span that ends now.',
      code: `curl -s ${place.endpoint.http}/v1/traces -H 'Content-Type: application/json' ${
        place.token ? '-H "Authorization: Bearer $TOOLWATCH_TOKEN" ' : ''}-d '{"resourceSpans": [{
  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "${place.service}"}}]},
  "scopeSpans": [{"spans": [{
    "traceId": "'$(openssl rand -hex 16)'", "spanId": "'$(openssl rand -hex 8)'",
    "name": "tools/call find_order", "kind": 2,
    "startTimeUnixNano": "'$(date +%s)000000000'", "endTimeUnixNano": "'$(date +%s)150000000'",
    "attributes": [
      {"key": "mcp.method.name", "value": {"stringValue": "tools/call"}},
      {"key": "gen_ai.tool.name", "value": {"stringValue": "find_order"}}]}]}]}]}'`,
    },
  ],
  notes: ['The answer is {}. The call shows up some seconds later.'],
});

/**
 * The instructions for each SDK.
 *
 * @param place {service: the name to send under, endpoint: {http, grpc}, token: whether senders need one}
 * @returns [{id, label, about, steps: [{text, code}], notes: [text]}]
 */
export function recipes(place) {
  return [
    fastmcp, pythonSdk, typescript, quarkus, java, springAi, go, dotnet, collector, environment, byHand,
  ].map(recipe => recipe(place));
}
