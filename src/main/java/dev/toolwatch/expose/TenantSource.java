package dev.toolwatch.expose;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A source of one tenant on a page that may have other tenants' series: the label {@code tenant} says
 * whose they are, and a sender cannot say it.
 *
 * @param tenant its name; empty for the default tenant, whose series have no such label
 */
record TenantSource(String tenant, MetricSource source) implements MetricSource {
  private static final String LABEL = "tenant";

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    UnaryOperator<Labels> labels =
        tenant.isEmpty() ? given -> given.exported(LABEL) : given -> given.and(LABEL, tenant);
    return source
        .families()
        .thenApply(families -> families.stream().map(family -> labelled(family, labels)).toList());
  }

  private static MetricFamily labelled(MetricFamily family, UnaryOperator<Labels> labels) {
    List<? extends Sample> samples =
        family.samples() instanceof SlicedSamples<?, ?> sliced
            ? sliced.labelled(labels)
            : family.samples().stream()
                .map(sample -> sample.with(labels.apply(sample.labels())))
                .toList();
    return new MetricFamily(family.name(), family.help(), family.unit(), family.type(), samples);
  }

  @Override
  public String sourceName() {
    return source.sourceName();
  }

  @Override
  public boolean isOfSystem() {
    return source.isOfSystem();
  }

  @Override
  public boolean givesWay() {
    return source.givesWay();
  }
}
