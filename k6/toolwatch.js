// Shared by the scripts here: the addresses of Toolwatch, and a token if it requires one.
const host = __ENV.TOOLWATCH_HOST || '127.0.0.1';

export const otlp = `http://${host}:${__ENV.TOOLWATCH_OTLP_HTTP_PORT || 4318}`;
export const api = `http://${host}:${__ENV.QUARKUS_HTTP_PORT || 8080}`;
export const management = `http://${host}:${__ENV.QUARKUS_MANAGEMENT_PORT || 9464}`;

export function headers(more) {
  const token = __ENV.TOOLWATCH_TOKEN;
  return Object.assign(token ? { Authorization: `Bearer ${token}` } : {}, more);
}

// A fixed rate, however long the answers take: RATE per second for DURATION.
/** @returns {Record<string, import('k6/options').Scenario>} */
export function openLoop(rate, duration) {
  return {
    load: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE || rate),
      timeUnit: '1s',
      duration: __ENV.DURATION || duration,
      preAllocatedVUs: 20,
      maxVUs: 200,
    },
  };
}
