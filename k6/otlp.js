// OTLP/HTTP with JSON bodies: 20 spans per request, 5 services with 8 tools each. RATE requests per second for DURATION.
import http from 'k6/http';
import { check } from 'k6';
import { randomBytes } from 'k6/crypto';
import { Counter } from 'k6/metrics';
import { headers, openLoop, otlp } from './toolwatch.js';

const SPANS = 20;
const accepted = new Counter('spans_accepted');

/** @type {import('k6/options').Options} */
export const options = {
  scenarios: openLoop(50, '30s'),
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate==0'],
    http_req_duration: ['p(50)<20', 'p(99)<100'],
    dropped_iterations: ['count==0'],
  },
};

function hex(bytes) {
  return Array.from(new Uint8Array(randomBytes(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function attribute(key, value) {
  return { key, value: { stringValue: value } };
}

function span() {
  const tool = `tool_${Math.floor(Math.random() * 8)}`;
  const failed = Math.random() < 0.02;
  const end = Date.now();
  const attributes = [
    attribute('mcp.method.name', 'tools/call'),
    attribute('gen_ai.tool.name', tool),
    attribute('mcp.session.id', `session-${__VU}`),
    attribute('enduser.pseudo.id', `user-${Math.floor(Math.random() * 100)}`),
    attribute('network.transport', 'tcp'),
  ];
  return {
    traceId: hex(16),
    spanId: hex(8),
    name: `tools/call ${tool}`,
    kind: 2,
    startTimeUnixNano: `${end - 1 - Math.floor(Math.random() * 500)}000000`,
    endTimeUnixNano: `${end}000000`,
    attributes: failed ? attributes.concat(attribute('error.type', 'tool_error')) : attributes,
    status: failed ? { code: 2 } : {},
  };
}

export default function () {
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [attribute('service.name', `k6-${Math.floor(Math.random() * 5)}`)] },
        scopeSpans: [{ scope: { name: 'k6' }, spans: Array.from({ length: SPANS }, span) }],
      },
    ],
  };
  const response = http.post(`${otlp}/v1/traces`, JSON.stringify(body), {
    headers: headers({ 'Content-Type': 'application/json' }),
  });
  const sound = check(response, {
    'is 200': (answer) => answer.status === 200,
    'refuses no span': (answer) => !(Number(answer.json('partialSuccess.rejectedSpans')) > 0),
  });
  if (sound) {
    accepted.add(SPANS);
  }
}
