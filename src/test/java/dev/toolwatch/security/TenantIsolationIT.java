package dev.toolwatch.security;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class TenantIsolationIT extends TenantIsolationTest {}
