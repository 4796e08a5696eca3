// The REST API: each of PATHS in turn. RATE requests per second for DURATION.
import http from 'k6/http';
import { check } from 'k6';
import { api, headers, openLoop } from './toolwatch.js';

const PATHS = ['/api/v1/cardinality'];

/** @type {import('k6/options').Options} */
export const options = {
  scenarios: openLoop(20, '30s'),
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate==0'],
    http_req_duration: ['p(50)<20', 'p(99)<100'],
    dropped_iterations: ['count==0'],
  },
};

export default function () {
  const path = PATHS[(__ITER + __VU) % PATHS.length];
  const response = http.get(`${api}${path}`, {
    headers: headers({ Accept: 'application/json' }),
    tags: { name: path },
  });
  check(response, {
    'is 200': (answer) => answer.status === 200,
    'is JSON': (answer) => (answer.headers['Content-Type'] || '').startsWith('application/json'),
  });
}
