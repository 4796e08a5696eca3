package dev.toolwatch;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class SignpostsIT extends SignpostsTest {}
