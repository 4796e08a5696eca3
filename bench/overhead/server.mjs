// The Node server that bench/overhead.sh measures: one tool, which waits for 5 ms as for a database. PORT is its port. It
// serves one session. The SDK has no telemetry of its own, so the tool is wrapped in a span, as docs/emitters.md says;
// telemetry.mjs decides whether anybody records it.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { z } from 'zod';

const tracer = trace.getTracer('orders');

function traced(tool, handler) {
  return (args, extra) => {
    const attributes = {
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': tool,
      'mcp.session.id': extra.sessionId,
    };
    return tracer.startActiveSpan(`tools/call ${tool}`, { kind: SpanKind.SERVER, attributes }, async (span) => {
      try {
        return await handler(args);
      } catch (error) {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  };
}

async function findOrder({ number }) {
  await setTimeout(5);
  const items = [1, 2, 3, 4, 5].map((i) => ({ article: `a-${i}`, amount: i }));
  return { content: [{ type: 'text', text: JSON.stringify({ number, state: 'on its way', items }) }] };
}

const server = new McpServer({ name: 'orders', version: '1.0.0' });
server.registerTool('find_order', { inputSchema: { number: z.number().int() } }, traced('find_order', findOrder));
const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID });
await server.connect(transport);
const app = createMcpExpressApp();
app.post('/mcp', (request, response) => transport.handleRequest(request, response, request.body));
app.listen(Number(process.env.PORT), '127.0.0.1');
