package dev.toolwatch.tenant;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Scope;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Each tenant has a bean of its own, without a proxy: a bean that belongs to a tenant gets those of the
 * same tenant. Where nobody says otherwise, it is the default tenant, {@link CurrentTenant#DEFAULT}.
 */
@Scope
@Documented
@Retention(RUNTIME)
@Target({TYPE, METHOD, FIELD})
public @interface TenantScoped {}
