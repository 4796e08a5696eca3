package dev.toolwatch.expose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # nothing, curl, a browser, a Java client
          ''|TEXT
          */*|TEXT
          text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8|TEXT
          text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2|TEXT
          # Prometheus 2.42
          application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1|OPEN_METRICS
          # Prometheus 2.42 with native histograms
          $,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1|PROTOBUF
          # Prometheus 2.53
          application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2|OPEN_METRICS
          $;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2|PROTOBUF
          # Prometheus 3
          application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2|OPEN_METRICS
          $;q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2|PROTOBUF
          # Prometheus 3 that is told to scrape text first
          text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.2|TEXT
          # VictoriaMetrics' agent
          text/plain;version=0.0.4;q=1,*/*;q=0.1|TEXT
          # forms
          APPLICATION/OpenMetrics-Text ; Version="1.0.0" ; charset=utf-8|OPEN_METRICS
          application/openmetrics-text|OPEN_METRICS
          application/*|OPEN_METRICS
          text/*;q=0.4, application/openmetrics-text;q=0.5|OPEN_METRICS
          */*, application/openmetrics-text|OPEN_METRICS
          text/plain, application/openmetrics-text|TEXT
          application/openmetrics-text;q=0, */*;q=0.1|TEXT
          application/openmetrics-text;q=much|OPEN_METRICS
          # what is not offered
          application/openmetrics-text;version=2.0.0|TEXT
          application/openmetrics-text;version=0.0.1|TEXT
          application/vnd.google.protobuf|TEXT
          application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text|TEXT
          application/json|TEXT
          ;;,,q=1,"|TEXT
          """)
  void format_acceptHeader_isUnderstood(String accept, Format format) {
    assertThat(Negotiation.format(accept.replace("$", PROTOBUF))).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''|false
          gzip|true
          GZIP|true
          identity|false
          deflate, gzip;q=0.5|true
          gzip;q=0, *|false
          gzip;q=0.0|false
          *|true
          br, zstd|false
          """)
  void gzip_acceptEncodingHeader_isUnderstood(String acceptEncoding, boolean gzip) {
    assertThat(Negotiation.gzip(acceptEncoding)).isEqualTo(gzip);
  }
}
