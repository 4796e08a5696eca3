// What telemetry costs an MCP server: calls of one tool, over Streamable HTTP. RATE calls per second for DURATION.
//
// Run it twice, against the server without and with telemetry. The second time, BASELINE_P95 is the 95th percentile of the
// first in milliseconds, and the new one must not be more than LIMIT percent higher (2 by default). MCP_URL names the server;
// TOOL and ARGUMENTS (JSON) the call, which must succeed.
import exec from 'k6/execution';
import http from 'k6/http';
import { check } from 'k6';
import { openLoop } from './toolwatch.js';

const url = __ENV.MCP_URL || 'http://127.0.0.1:8000/mcp';
const tool = __ENV.TOOL || 'find_order';
const toolArguments = JSON.parse(__ENV.ARGUMENTS || '{"number":1}');
const baseline = Number(__ENV.BASELINE_P95 || 0);
const limit = Number(__ENV.LIMIT || 2);

/** @type {import('k6/options').Options} */
export const options = {
  scenarios: openLoop(100, '30s'),
  summaryTrendStats: ['p(50)', 'p(95)', 'p(99)', 'max'],
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate==0'],
    dropped_iterations: ['count==0'],
    // k6 prints the calls alone, without setup(), only if there is a threshold for them.
    'http_req_duration{call:tool}': [baseline > 0 ? `p(95)<${baseline * (1 + limit / 100)}` : 'p(95)>=0'],
  },
};

function post(body, session, tags) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
  return http.post(url, JSON.stringify(Object.assign({ jsonrpc: '2.0' }, body)), {
    headers: session ? Object.assign(headers, { 'Mcp-Session-Id': session }) : headers,
    tags,
  });
}

// One session for all calls. Its id is null with a server that has no sessions.
export function setup() {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'k6', version: '1' } };
  const response = post({ id: 0, method: 'initialize', params }, null, {});
  if (response.status !== 200) {
    exec.test.abort(`${url} answers initialize with ${response.status} ${response.body}`);
  }
  const session = response.headers['Mcp-Session-Id'] || null;
  post({ method: 'notifications/initialized' }, session, {});
  return session;
}

export default function (session) {
  // Calls that are open at the same time must not have the same id.
  const id = exec.scenario.iterationInTest + 1;
  const response = post({ id, method: 'tools/call', params: { name: tool, arguments: toolArguments } }, session, {
    call: 'tool',
  });
  check(response, {
    'is 200': (answer) => answer.status === 200,
    'is a result': (answer) => /"result"/.test(String(answer.body)) && !/"isError": ?true/.test(String(answer.body)),
  });
}
