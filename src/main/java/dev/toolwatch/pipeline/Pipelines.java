package dev.toolwatch.pipeline;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.coverage.ServiceCoverage;
import dev.toolwatch.errors.Errors;
import dev.toolwatch.errors.Failures;
import dev.toolwatch.forward.Forwarding;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.ReportedMetrics;
import dev.toolwatch.otlp.LogConsumer;
import dev.toolwatch.otlp.SignalConsumer;
import dev.toolwatch.otlp.SignalConsumers;
import dev.toolwatch.red.RedMetrics;
import dev.toolwatch.relay.Relay;
import dev.toolwatch.signal.LogReader;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.traces.Traces;
import dev.toolwatch.usage.LogShard;
import dev.toolwatch.usage.Usage;
import java.util.concurrent.Executor;

/** Opens a {@link Pipeline} for each event loop of the receiver, and one for each reader of logs. */
@TenantScoped
class Pipelines implements SignalConsumers {
  private final SharedStages shared;
  private final RedMetrics red;
  private final Usage usage;
  private final Failures failures;
  private final ServiceCoverage coverage;
  private final Traces traces;
  private TraceOwners owners;

  Pipelines(
      Recognition recognition,
      ReportedMetrics reported,
      Cardinality cardinality,
      RedMetrics red,
      Usage usage,
      Failures failures,
      ServiceCoverage coverage,
      Traces traces,
      Forwarding forwarding,
      Errors errors,
      Relay relay) {
    shared =
        new SharedStages(recognition, reported, cardinality.services(), forwarding, errors, relay);
    this.red = red;
    this.usage = usage;
    this.failures = failures;
    this.coverage = coverage;
    this.traces = traces;
  }

  @Override
  public Vocabulary vocabulary() {
    return shared.recognition().vocabulary();
  }

  @Override
  public synchronized SignalConsumer open(int index, int loops, Executor loop) {
    if (owners == null) {
      owners = new TraceOwners(loops);
    }
    return new Pipeline(
        shared,
        owners,
        index,
        loop,
        red.openShard(loop),
        usage.openShard(loop, loops),
        failures.openShard(),
        coverage.openShard(loop),
        traces.isEnabled() ? traces.openShard(loops, loop) : null,
        shared.recognition().join(loops),
        shared.reported());
  }

  @Override
  public LogConsumer openLog(Executor thread, LogReader reader) {
    LogPipeline logs = new LogPipeline(shared);
    LogShard counts = usage.openLogShard(thread, logs::cut, reader);
    logs.start(
        new Pipeline(
            shared,
            new TraceOwners(1),
            0,
            thread,
            red.openShard(thread),
            counts.shard(),
            failures.openShard(),
            coverage.openShard(thread),
            traces.isEnabled() ? traces.openShard(1, thread) : null,
            null,
            null),
        counts);
    return logs;
  }
}
