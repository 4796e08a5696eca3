package dev.toolwatch.otlp;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class SlowSenderIT extends SlowSenderTest {}
