package dev.toolwatch.relay;

/**
 * A metric as it is sent, and what it is in Prometheus.
 *
 * @param name as it is sent
 * @param description the beginning of what is sent
 * @param family its name in Prometheus, without {@code _total}; empty if nothing of it is allowed
 * @param unitWord the last part of that name that says the unit, or empty
 * @param verdict what becomes of all its points; null if that depends on them
 */
record RelayedMetric(
    String name,
    String description,
    MetricKind kind,
    String family,
    String unitWord,
    RelayDisposition verdict) {
  static RelayedMetric of(
      String name, String unit, String description, MetricKind kind, RelayRules rules) {
    String family = PrometheusNames.family(name, unit, kind);
    RelayDisposition verdict = null;
    if (family.isEmpty()) {
      verdict = RelayDisposition.DEFECTIVE;
    } else if (RelayRules.isOwn(family)) {
      verdict = RelayDisposition.OWN;
    } else if (!rules.includes(name, family)) {
      verdict = RelayDisposition.FILTERED;
    }
    return new RelayedMetric(
        name, description, kind, family, PrometheusNames.unit(family, unit), verdict);
  }
}
