package dev.toolwatch.relay;

import dev.toolwatch.signal.Refused;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes requests of metrics on one event loop. Not thread-safe. */
public final class RelayIntake {
  private static final int MAX_METRICS = 1024;

  /** OpenTelemetry specification, "Instrument name syntax" and "Instrument unit". */
  private static final int MAX_NAME = 255;

  private static final int MAX_UNIT = 63;
  private static final int MAX_DESCRIPTION = 256;

  /** Of what one resource or scope says, in bytes. */
  private static final int MAX_ORIGIN = 64 << 10;

  /** The numbers of temporalities on the wire (metrics.proto, AggregationTemporality). */
  private static final int DELTA = 1;

  private static final int CUMULATIVE = 2;

  private final Relay relay;
  private final MetricsReader reader = new MetricsReader();

  /** Saves the translation of names. The least recently used are forgotten. */
  private final Map<String, RelayedMetric> metrics =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RelayedMetric> eldest) {
          return size() > MAX_METRICS;
        }
      };

  RelayIntake(Relay relay) {
    this.relay = relay;
  }

  /**
   * Checks a request and takes nothing of it.
   *
   * @param request an ExportMetricsServiceRequest in protobuf
   * @throws MalformedException if the bytes are not such a request
   */
  public void check(Slice request) throws MalformedException {
    reader.read(request, new Check());
  }

  /** Takes the points of a request that has proved valid. */
  public Refused take(Slice request) throws MalformedException {
    Taking taking = new Taking(relay.millis());
    reader.read(request, taking);
    return new Refused(taking.refused, taking.firstReason);
  }

  /** Reads without an effect. */
  private static final class Check implements MetricsReader.Handler {
    @Override
    public void resource(Slice resource) {}

    @Override
    public void scope(Slice scope) {}

    @Override
    public void metric(Text name, Text unit, Text description, MetricKind kind, int temporality) {}

    @Override
    public void point(Point point) {}
  }

  private final class Taking implements MetricsReader.Handler {
    private final long nowMillis;
    private final Slice resource = new Slice();
    private final Slice scope = new Slice();

    /** Null until a point needs it, and if the resource is not well-formed. */
    private Target target;

    private String resourceDefect;
    private String scopeDefect;
    private RelayedMetric metric;
    private boolean delta;
    private String metricDefect;
    private long refused;
    private String firstReason = "";

    private Taking(long nowMillis) {
      this.nowMillis = nowMillis;
    }

    @Override
    public void resource(Slice message) {
      resource.set(message.body(), message.from(), message.to());
      target = null;
      resourceDefect = message.length() > MAX_ORIGIN ? "the resource is too large" : null;
    }

    @Override
    public void scope(Slice message) {
      if (relay.rules().hasScopeLabels()) {
        scope.set(message.body(), message.from(), message.to());
      }
      scopeDefect = message.length() > MAX_ORIGIN ? "the scope is too large" : null;
    }

    @Override
    public void metric(Text name, Text unit, Text description, MetricKind kind, int temporality) {
      metric = RelayIntake.this.metric(name, unit, description, kind);
      delta = temporality == DELTA;
      boolean needsTemporality = kind != MetricKind.GAUGE && kind != MetricKind.SUMMARY;
      metricDefect =
          needsTemporality && !delta && temporality != CUMULATIVE
              ? "aggregation_temporality is missing"
              : null;
      if (metric.verdict() == RelayDisposition.DEFECTIVE) {
        metricDefect = "the metric's name or unit is missing or too long";
      }
    }

    @Override
    public void point(Point point) {
      RelayDisposition disposition = disposition(point);
      relay.disposed(disposition);
      if (disposition.isRefused() && refused++ == 0) {
        firstReason = reason(disposition, point);
      }
    }

    private RelayDisposition disposition(Point point) {
      if (metric.verdict() != null) {
        return metric.verdict();
      }
      if (defect(point) != null) {
        return RelayDisposition.DEFECTIVE;
      }
      try {
        RelayDisposition disposition = null;
        while (disposition == null) {
          if (target == null) {
            resolve();
          }
          if (resourceDefect != null) {
            return RelayDisposition.DEFECTIVE;
          }
          disposition = relay.series().take(target, scope, metric, point, delta, nowMillis);
          if (disposition == null) {
            target = null;
          }
        }
        return disposition;
      } catch (MalformedException e) {
        point.defect("an attribute is malformed: " + e.getMessage());
        return RelayDisposition.DEFECTIVE;
      }
    }

    private void resolve() {
      try {
        target = relay.series().target(resource, nowMillis);
      } catch (MalformedException e) {
        resourceDefect = "the resource is malformed: " + e.getMessage();
      }
    }

    private String reason(RelayDisposition disposition, Point point) {
      return metric.name()
          + ": "
          + switch (disposition) {
            case CONFLICT -> "a metric of another type has its name in Prometheus";
            case LIMITED -> "no room for more series (toolwatch.relay.max-series)";
            case SHOWN, REPEATED, ENDED, FILTERED, OWN, DEFECTIVE -> defect(point);
          };
    }

    /** Why a point is invalid, as far as is known; null if it is not. */
    private String defect(Point point) {
      if (metricDefect != null) {
        return metricDefect;
      }
      if (resourceDefect != null) {
        return resourceDefect;
      }
      return scopeDefect == null ? point.defect(metric.kind()) : scopeDefect;
    }
  }

  private RelayedMetric metric(Text name, Text unit, Text description, MetricKind kind) {
    if (name.length() > MAX_NAME || unit.length() > MAX_UNIT) {
      return new RelayedMetric(
          shortened(name, MAX_NAME), "", kind, "", "", RelayDisposition.DEFECTIVE);
    }
    String key = kind.ordinal() + unit.toString() + '\n' + name;
    RelayedMetric known = metrics.get(key);
    if (known == null) {
      String help = shortened(description, MAX_DESCRIPTION);
      known = RelayedMetric.of(name.toString(), unit.toString(), help, kind, relay.rules());
      metrics.put(key, known);
    }
    return known;
  }

  private static String shortened(Text text, int most) {
    Text beginning = new Text();
    beginning.setPart(text, 0, Math.min(most, text.length()));
    return beginning.toString();
  }
}
