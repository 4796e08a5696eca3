// Telemetry for server.mjs: node --import ./telemetry.mjs server.mjs. OTEL_… set exporters, intervals and samplers.
import { metrics } from '@opentelemetry/api';
import { HostMetrics } from '@opentelemetry/host-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({ instrumentations: [new RuntimeNodeInstrumentation()] });
sdk.start();
new HostMetrics({ meterProvider: metrics.getMeterProvider() }).start();

process.once('SIGINT', async () => {
  await sdk.shutdown().catch(console.error); // it fails if nothing listens
  process.exit();
});
