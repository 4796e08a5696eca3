package dev.toolwatch.console;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class ConsolePagesIT extends ConsolePagesTest {}
