package dev.toolwatch.api;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class SystemResourceIT extends SystemResourceTest {}
