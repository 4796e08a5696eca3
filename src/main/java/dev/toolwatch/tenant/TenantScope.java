package dev.toolwatch.tenant;

import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.MetaAnnotations;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.inject.build.compatible.spi.Types;

/** Tells the build about {@link TenantScoped}, and that each tenant has settings of its own. */
public final class TenantScope implements BuildCompatibleExtension {
  @Discovery
  public void context(MetaAnnotations annotations) {
    annotations.addContext(TenantScoped.class, false, TenantContext.class);
  }

  /** Instead of the beans of Quarkus, whose settings are those of the process. */
  @Synthesis
  public void settings(SyntheticComponents components, Types types) {
    for (String name : TenantSettings.TYPES) {
      components
          .addBean(Object.class)
          .type(types.ofClass(name))
          .qualifier(Default.class)
          .qualifier(OfTenant.class)
          .scope(TenantScoped.class)
          .alternative(true)
          .priority(1)
          .withParam(TenantSettings.TYPE, name)
          .createWith(TenantSettings.class);
    }
  }
}
