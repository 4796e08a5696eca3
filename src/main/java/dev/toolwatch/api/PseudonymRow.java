package dev.toolwatch.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The pseudonym of an identity.
 *
 * @param user 16 hexadecimal digits
 */
@RegisterForReflection
record PseudonymRow(@Schema(description = "16 hexadecimal digits") String user) {}
