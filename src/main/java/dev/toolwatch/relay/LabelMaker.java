package dev.toolwatch.relay;

import dev.toolwatch.expose.Labels;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Turns attributes into labels (OpenTelemetry specification, "Prometheus and OpenMetrics
 * Compatibility", "Metric Attributes", "Resource Attributes", "Instrumentation Scope"). Not
 * thread-safe.
 */
final class LabelMaker {
  static final String JOB = "job";
  static final String INSTANCE = "instance";
  private static final String UNKNOWN_SERVICE = "unknown_service";

  /** What comes before the name of an attribute's label if another one has that name. */
  private static final String EXPORTED = "exported_";

  /** Names that a target's own labels have. */
  private static final Set<String> TARGET = Set.of(JOB, INSTANCE);

  private static final String BUCKET = "le";
  private static final String QUANTILE = "quantile";

  /** Names that no label of a resource may have, because some of its series need them. */
  private static final Set<String> RESERVED = Set.of(JOB, INSTANCE, BUCKET, QUANTILE);

  private static final String SERVICE_NAME = "service.name";
  private static final String SERVICE_NAMESPACE = "service.namespace";
  private static final String SERVICE_INSTANCE = "service.instance.id";
  private static final int RESOURCE_ATTRIBUTES = 1;
  private static final int SCOPE_NAME = 1;
  private static final int SCOPE_VERSION = 2;
  private static final int SCOPE_ATTRIBUTES = 3;
  private static final int MAX_INFO_LABELS = 64;
  private static final int MAX_INFO_VALUE = 512;

  private final RelayRules rules;
  private final UnaryOperator<String> pseudonyms;
  private final AttributeReader reader = new AttributeReader();

  /**
   * What a resource says.
   *
   * @param service its name, preceded by its namespace if it has one
   * @param labels of all its series: names and values in turns
   * @param info of {@code target_info} beside {@code job} and {@code instance}: names and values in turns
   */
  record ResourceLabels(String service, List<String> labels, List<String> info) {}

  LabelMaker(RelayRules rules, UnaryOperator<String> pseudonyms) {
    this.rules = rules;
    this.pseudonyms = pseudonyms;
  }

  ResourceLabels resource(Slice resource) throws MalformedException {
    Map<String, String> attributes = new TreeMap<>();
    reader.read(resource, RESOURCE_ATTRIBUTES, attributes::put);
    String name = attributes.remove(SERVICE_NAME);
    String namespace = attributes.remove(SERVICE_NAMESPACE);
    String instance = attributes.remove(SERVICE_INSTANCE);
    String service = name == null ? UNKNOWN_SERVICE : name;
    if (namespace != null && name != null) {
      service = namespace + "/" + name;
    }
    List<String> labels = new ArrayList<>(List.of(JOB, service));
    if (instance != null) {
      labels.addAll(List.of(INSTANCE, instance));
    }
    Map<String, String> promoted = new TreeMap<>();
    Map<String, String> info = new TreeMap<>();
    attributes.forEach(
        (key, value) -> {
          if (!rules.isHidden(key)) {
            String shown = shown(key, value);
            merge(info, key, shown.substring(0, Math.min(MAX_INFO_VALUE, shown.length())), TARGET);
            if (rules.isResourceLabel(key)) {
              merge(promoted, key, shown, RESERVED);
            }
          }
        });
    addAll(labels, promoted);
    List<String> more = new ArrayList<>();
    addAll(more, info);
    return new ResourceLabels(
        service, labels, more.subList(0, Math.min(more.size(), 2 * MAX_INFO_LABELS)));
  }

  /**
   * The labels of a series.
   *
   * @param target the labels of its target: names and values in turns
   */
  Labels series(List<String> target, Slice scope, Point point, MetricKind kind)
      throws MalformedException {
    List<String> labels = new ArrayList<>(target);
    if (rules.hasScopeLabels()) {
      addScope(labels, scope);
    }
    Set<String> taken = new HashSet<>(TARGET);
    for (int i = 0; i < labels.size(); i += 2) {
      taken.add(labels.get(i));
    }
    if (kind == MetricKind.HISTOGRAM || kind == MetricKind.EXPONENTIAL_HISTOGRAM) {
      taken.add(BUCKET);
    } else if (kind == MetricKind.SUMMARY) {
      taken.add(QUANTILE);
    }
    Map<String, String> attributes = new TreeMap<>();
    reader.readAll(point.attributes.array(), 0, point.attributes.length(), attributes::put);
    Map<String, String> own = new TreeMap<>();
    attributes.forEach((key, value) -> merge(own, key, shown(key, value), taken));
    addAll(labels, own);
    return Labels.of(labels.toArray(String[]::new));
  }

  private void addScope(List<String> labels, Slice scope) throws MalformedException {
    Map<String, String> attributes = new TreeMap<>();
    reader.read(scope, SCOPE_ATTRIBUTES, attributes::put);
    Map<String, String> named = new TreeMap<>();
    String name = reader.text(scope, SCOPE_NAME);
    String version = reader.text(scope, SCOPE_VERSION);
    if (!name.isEmpty()) {
      named.put("otel_scope_name", name);
    }
    if (!version.isEmpty()) {
      named.put("otel_scope_version", version);
    }
    Set<String> taken = Set.of();
    attributes.forEach((key, value) -> merge(named, "otel_scope_" + key, shown(key, value), taken));
    addAll(labels, named);
  }

  /** Attributes come in the order of their keys, so values of the same label are joined in it. */
  private static void merge(
      Map<String, String> labels, String key, String value, Set<String> taken) {
    String name = PrometheusNames.label(key);
    while (taken.contains(name)) {
      name = EXPORTED + name;
    }
    labels.merge(name, value, (one, other) -> one + ";" + other);
  }

  private String shown(String key, String value) {
    return rules.isSensitive(key) ? pseudonyms.apply(value) : value;
  }

  private static void addAll(List<String> labels, Map<String, String> more) {
    more.forEach(
        (name, value) -> {
          labels.add(name);
          labels.add(value);
        });
  }
}
