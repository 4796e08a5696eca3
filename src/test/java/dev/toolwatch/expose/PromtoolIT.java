package dev.toolwatch.expose;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

/** The same against the packaged application. */
@QuarkusIntegrationTest
@Tag("servers")
class PromtoolIT extends PromtoolTest {}
