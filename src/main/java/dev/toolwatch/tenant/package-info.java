/**
 * Tenants: whose data a request and an object belong to.
 *
 * <p>The objects of a tenant refer to each other directly and to no other tenant's, so that nothing has
 * to be filtered. A global object gets a tenant's only from {@link dev.toolwatch.tenant.Tenants}, by the
 * tenant's name.
 *
 * <p>Threading: everything here is thread-safe. Bounds: {@code toolwatch.tenants} at most, each with the
 * limits of its settings.
 */
package dev.toolwatch.tenant;
