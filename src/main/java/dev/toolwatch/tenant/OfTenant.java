package dev.toolwatch.tenant;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;

/** Of the current tenant, where the process has one too: its directory, its settings. */
@Qualifier
@Documented
@Retention(RUNTIME)
public @interface OfTenant {}
