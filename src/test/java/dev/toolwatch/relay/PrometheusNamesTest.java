package dev.toolwatch.relay;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusNamesTest {
  @ParameterizedTest
  @CsvSource({
    "http.server.request.duration, s, HISTOGRAM, http_server_request_duration_seconds",
    "process.cpu.time, s, COUNTER, process_cpu_time_seconds",
    "process.cpu.utilization, 1, GAUGE, process_cpu_utilization_ratio",
    "system.cpu.utilization_ratio, 1, GAUGE, system_cpu_utilization_ratio",
    "system.memory.usage, By, UP_DOWN_COUNTER, system_memory_usage_bytes",
    "queue.size, 1, UP_DOWN_COUNTER, queue_size",
    "system.disk.io, By, COUNTER, system_disk_io_bytes",
    "requests_total, {request}, COUNTER, requests",
    "http.requests.total.count, '', COUNTER, http_requests_count",
    "db.client.connection.count, {connection}, UP_DOWN_COUNTER, db_client_connection_count",
    "network.speed, By/s, GAUGE, network_speed_bytes_per_second",
    "rate, {packet}/s, GAUGE, rate_per_second",
    "limit, MiBy/min, GAUGE, limit_mebibytes_per_min",
    "response_time_seconds, s, GAUGE, response_time_seconds",
    "seconds.of.wait, s, GAUGE, seconds_of_wait",
    "1st.metric, '', GAUGE, _1st_metric",
    "a..b--c__d, '', GAUGE, a_b_c_d",
    "with:colon, '', GAUGE, with:colon",
    "café, %, GAUGE, caf_percent",
    "temperature, Cel, GAUGE, temperature_celsius",
    "disk, TiBy, GAUGE, disk_tebibytes",
    "widgets, my_widgets, GAUGE, widgets_my_widgets",
    "'@#$%', s, GAUGE, ''",
    "'', s, GAUGE, ''",
  })
  void family_hasTheNameOfTheSpecification(
      String name, String unit, MetricKind kind, String expected) {
    assertThat(PrometheusNames.family(name, unit, kind)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "disk_io_bytes, By, bytes",
    "speed_bytes_per_second, By/s, bytes_per_second",
    "rate_per_second, 1/s, per_second",
    "seconds_of_wait, s, ''",
    "cpu_utilization_ratio, 1, ''",
    "count, {request}, ''",
  })
  void unit_isTheLastPartOfTheName(String family, String unit, String expected) {
    assertThat(PrometheusNames.unit(family, unit)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http.request.method, http_request_method",
    "a..b, a_b",
    "_private, key_private",
    "__name__, key_name_",
    "2nd, key_2nd",
    "größe, gr_e",
    "'', key_",
    "🙂, key_",
  })
  void label_hasTheNameOfTheSpecification(String key, String expected) {
    assertThat(PrometheusNames.label(key)).isEqualTo(expected);
  }

  @Property
  void anyText_makesAllowedNames(@ForAll String text, @ForAll String unit) {
    assertThat(PrometheusNames.label(text)).matches("[a-zA-Z][a-zA-Z0-9_]*");
    for (MetricKind kind : MetricKind.values()) {
      String family = PrometheusNames.family(text, unit, kind);
      assertThat(family).matches("([a-zA-Z_:][a-zA-Z0-9_:]*)?");
      assertThat(family).endsWith(PrometheusNames.unit(family, unit));
    }
  }
}
