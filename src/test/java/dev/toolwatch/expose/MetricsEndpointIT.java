package dev.toolwatch.expose;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class MetricsEndpointIT extends MetricsEndpointTest {}
