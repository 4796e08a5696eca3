package dev.toolwatch.expose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.wire.ByteSink;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
  /** The second column is what Go 1.22's strconv.FormatFloat(x, 'g', -1, 64) prints. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-1, -1",
    "0.1, 0.1",
    "0.005, 0.005",
    "2.5, 2.5",
    "0.0001, 0.0001",
    "0.00001234, 1.234e-05",
    "0.000001, 1e-06",
    "100000, 100000",
    "123456.5, 123456.5",
    "1000000, 1e+06",
    "1234567.5, 1.2345675e+06",
    "1e20, 1e+20",
    "123456789012345680000, 1.2345678901234568e+20",
    "1e21, 1e+21",
    "-1.5e300, -1.5e+300",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "Infinity, +Inf",
    "-Infinity, -Inf",
    "NaN, NaN"
  })
  void go_number_isWrittenAsGoDoes(double number, String text) {
    assertThat(NumberText.go(number)).isEqualTo(text);
  }

  /** The examples of OpenMetrics 1.0, "Considerations: Canonical Numbers". */
  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "0.001, 0.001",
    "0.95, 0.95",
    "1, 1.0",
    "1.7, 1.7",
    "10, 10.0",
    "1e-10, 1e-10",
    "1e-09, 1e-09",
    "1e-05, 1e-05",
    "0.0001, 0.0001",
    "100000, 100000.0",
    "1000000, 1e+06",
    "1e10, 1e+10",
    "Infinity, +Inf"
  })
  void canonical_bound_isWrittenAsTheSpecificationSays(double number, String text) {
    assertThat(NumberText.canonical(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1234567, 1234567",
    "-12, -12",
    "9007199254740991, 9007199254740991",
    "9007199254740992, 9.007199254740992e+15",
    "-0.0, -0",
    "0.25, 0.25",
    "NaN, NaN",
    "-Infinity, -Inf"
  })
  void value_integer_isWrittenInFull(double number, String text) {
    assertThat(value(number)).isEqualTo(text);
  }

  @Property
  void value_anyNumber_readsBackAsWritten(@ForAll double number) {
    assertThat(Double.parseDouble(value(number))).isEqualTo(number);
  }

  @Property
  void seconds_anyMillis_keepThem(@ForAll @LongRange(max = 1L << 45) long millis) {
    ByteSink sink = new ByteSink(0, 100);
    NumberText.seconds(sink, millis);
    assertThat(new BigDecimal(text(sink)).movePointRight(3).longValueExact()).isEqualTo(millis);
  }

  private static String value(double number) {
    ByteSink sink = new ByteSink(0, 100);
    NumberText.value(sink, number);
    return text(sink);
  }

  private static String text(ByteSink sink) {
    return new String(sink.toByteArray(), UTF_8);
  }
}
