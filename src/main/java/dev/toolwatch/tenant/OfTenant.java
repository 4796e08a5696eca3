package dev.toolwatch.tenant;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;

/** The directory in which a tenant keeps its data. */
@Qualifier
@Documented
@Retention(RUNTIME)
public @interface OfTenant {}
