// Scrapes in the three formats that a scraper may ask for. RATE scrapes per second for DURATION.
import http from 'k6/http';
import { check } from 'k6';
import { headers, management, openLoop } from './toolwatch.js';

const FORMATS = {
  text: 'text/plain;version=0.0.4',
  openmetrics: 'application/openmetrics-text;version=1.0.0',
  protobuf: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
};

/** @type {import('k6/options').Options} */
export const options = {
  scenarios: openLoop(3, '30s'),
  thresholds: Object.assign(
    { checks: ['rate==1'], http_req_failed: ['rate==0'], dropped_iterations: ['count==0'] },
    ...Object.keys(FORMATS).map((format) => ({ [`http_req_duration{format:${format}}`]: ['p(99)<250'] })),
  ),
};

export default function () {
  const names = Object.keys(FORMATS);
  const format = names[(__ITER + __VU) % names.length];
  const response = http.get(`${management}/metrics`, {
    headers: headers({ Accept: FORMATS[format] }),
    responseType: format === 'protobuf' ? 'binary' : 'text',
    tags: { format },
  });
  check(response, {
    'is 200': (answer) => answer.status === 200,
    'is of the format asked for': (answer) => answer.headers['Content-Type'].startsWith(FORMATS[format].split(';')[0]),
    'has operations': (answer) =>
      format === 'protobuf'
        ? /** @type {ArrayBuffer} */ (answer.body).byteLength > 1000
        : /** @type {string} */ (answer.body).includes('mcp_server_operation_duration_seconds_count{'),
  });
}
