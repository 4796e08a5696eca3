package dev.toolwatch.signal;

import java.util.Objects;

/**
 * Identifies a service. It is comparable so that hash maps stay fast for names that were chosen to
 * have the same hash. Write {@link #name} to labels and tables, never {@link #toString}.
 *
 * @param tenant whose service it is; empty if there are no tenants
 * @param name the service name, preceded by its namespace if it has one
 */
public record ServiceId(String tenant, String name) implements Comparable<ServiceId> {
  /** Stands for no service where one may be missing. */
  public static final ServiceId NONE = of("");

  public ServiceId {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(name, "name");
  }

  /** A service without a tenant. */
  public static ServiceId of(String name) {
    return new ServiceId("", name);
  }

  // Strings cache their hash codes. Without a tenant it is the hash code of the name.
  @Override
  public int hashCode() {
    return tenant.hashCode() * 31 + name.hashCode();
  }

  @Override
  public boolean equals(Object object) {
    return object == this
        || object instanceof ServiceId other
            && name.equals(other.name)
            && tenant.equals(other.tenant);
  }

  @Override
  public int compareTo(ServiceId other) {
    int byTenant = tenant.compareTo(other.tenant);
    return byTenant != 0 ? byTenant : name.compareTo(other.name);
  }
}
