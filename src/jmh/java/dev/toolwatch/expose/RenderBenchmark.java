package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writes a page of 1,000 histograms. Measures pages per second. */
@State(Scope.Thread)
public class RenderBenchmark {
  private static final int SERIES = 1000;

  @Param({"TEXT", "OPEN_METRICS", "PROTOBUF"})
  public String format;

  private final List<MetricFamily> families =
      List.of(
          Families.family(
              "mcp_server_operation_duration_seconds",
              MetricFamily.Type.HISTOGRAM,
              IntStream.range(0, SERIES)
                  .mapToObj(
                      i ->
                          Families.duration(
                              "tool_" + i,
                              new NativeBuckets(
                                  5, 0, 1, -30, new long[] {2, 0, 3, 4}, 0, new long[0])))
                  .toArray(Sample[]::new)));

  private int length = 64 * 1024;

  @Benchmark
  public ByteSink render() {
    ByteSink page = new ByteSink(length, 64 * 1024 * 1024);
    Format.valueOf(format).write(families, page);
    length = page.length();
    return page;
  }
}
