package dev.toolwatch.tenant;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/**
 * The tenant that this thread works for: the one whose objects are being made, or the one whose token
 * the request has that the thread answers, or else the default tenant.
 */
public final class CurrentTenant {
  /** The operator's own data: what comes with a token that names no tenant. */
  public static final String DEFAULT = "";

  private static final String KEY = CurrentTenant.class.getName();

  private static final ThreadLocal<String> MADE_FOR = new ThreadLocal<>();

  private CurrentTenant() {}

  /** Makes a request one of a tenant. Has to be called for each request before anything answers it. */
  public static void attach(RoutingContext request, String tenant) {
    request.put(KEY, tenant);
  }

  /**
   * The name of the tenant.
   *
   * @throws IllegalStateException in a request of which nobody has said whose it is
   */
  public static String name() {
    String made = MADE_FOR.get();
    return made != null ? made : ofRequest();
  }

  /** Whether it is the default tenant. */
  public static boolean isDefault() {
    return name().equals(DEFAULT);
  }

  /**
   * The tenant of a request.
   *
   * @throws IllegalStateException if nobody has said whose it is
   */
  public static String of(RoutingContext request) {
    String tenant = request.get(KEY);
    if (tenant == null) {
      throw new IllegalStateException("the request did not pass access control");
    }
    return tenant;
  }

  private static String ofRequest() {
    ArcContainer beans = Arc.container();
    if (beans == null || !beans.requestContext().isActive()) {
      return DEFAULT;
    }
    RoutingContext request = beans.instance(CurrentVertxRequest.class).get().getCurrent();
    return request == null ? DEFAULT : of(request);
  }

  /** Does something for a tenant. What it makes is that tenant's. */
  static <T> T as(String tenant, Supplier<T> work) {
    String before = MADE_FOR.get();
    MADE_FOR.set(tenant);
    try {
      return work.get();
    } finally {
      if (before == null) {
        MADE_FOR.remove();
      } else {
        MADE_FOR.set(before);
      }
    }
  }
}
