package dev.toolwatch.tenant;

import io.quarkus.arc.ContextInstanceHandle;
import io.quarkus.arc.InjectableBean;
import io.quarkus.arc.InjectableContext;
import io.quarkus.arc.impl.ContextInstanceHandleImpl;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The beans of all tenants. Those of one are made by one thread at a time. */
public final class TenantContext implements InjectableContext {
  private final Map<String, Beans> tenants = new ConcurrentHashMap<>();

  /** The beans of one tenant, in the order in which they were made. */
  private static final class Beans {
    private final Map<Contextual<?>, ContextInstanceHandle<?>> made = new ConcurrentHashMap<>();
    private final List<ContextInstanceHandle<?>> order = new ArrayList<>();

    @SuppressWarnings("unchecked")
    private <T> T find(Contextual<T> bean) {
      ContextInstanceHandle<?> found = made.get(bean);
      return found == null ? null : (T) found.get();
    }

    /** Under the lock, so that each is made once. What it needs is made meanwhile. */
    private synchronized <T> T make(Contextual<T> bean, CreationalContext<T> context) {
      T found = find(bean);
      if (found != null) {
        return found;
      }
      T instance = bean.create(context);
      ContextInstanceHandle<T> handle =
          new ContextInstanceHandleImpl<>((InjectableBean<T>) bean, instance, context);
      made.put(bean, handle);
      order.add(handle);
      return instance;
    }

    /** Backwards: a bean may need those that were made before it. */
    private synchronized void destroy() {
      for (int i = order.size() - 1; i >= 0; i--) {
        order.get(i).destroy();
      }
      order.clear();
      made.clear();
    }

    private synchronized void destroy(Contextual<?> bean) {
      ContextInstanceHandle<?> gone = made.remove(bean);
      if (gone != null) {
        order.remove(gone);
        gone.destroy();
      }
    }
  }

  @Override
  public Class<? extends Annotation> getScope() {
    return TenantScoped.class;
  }

  @Override
  public boolean isNormal() {
    return false;
  }

  @Override
  public boolean isActive() {
    return true;
  }

  private static String current() {
    return CurrentTenant.name();
  }

  @Override
  public <T> T get(Contextual<T> bean, CreationalContext<T> context) {
    String tenant = current();
    Beans beans = tenants.computeIfAbsent(tenant, name -> new Beans());
    T found = beans.find(bean);
    return found != null || context == null
        ? found
        : CurrentTenant.as(tenant, () -> beans.make(bean, context));
  }

  @Override
  public <T> T get(Contextual<T> bean) {
    Beans beans = tenants.get(current());
    return beans == null ? null : beans.find(bean);
  }

  @Override
  public <T> T getIfActive(
      Contextual<T> bean, Function<Contextual<T>, CreationalContext<T>> context) {
    T found = get(bean);
    return found == null ? get(bean, context.apply(bean)) : found;
  }

  @Override
  public void destroy(Contextual<?> bean) {
    Beans beans = tenants.get(current());
    if (beans != null) {
      beans.destroy(bean);
    }
  }

  /** Destroys the beans of all tenants. */
  @Override
  public void destroy() {
    tenants.forEach(
        (tenant, beans) ->
            CurrentTenant.as(
                tenant,
                () -> {
                  beans.destroy();
                  return beans;
                }));
    tenants.clear();
  }

  @Override
  public ContextState getState() {
    Map<InjectableBean<?>, Object> instances =
        new HashMap<>(
            tenants.values().stream()
                .flatMap(beans -> beans.made.values().stream())
                .collect(
                    Collectors.toMap(
                        ContextInstanceHandle::getBean,
                        ContextInstanceHandle::get,
                        (one, other) -> one)));
    return () -> instances;
  }
}
