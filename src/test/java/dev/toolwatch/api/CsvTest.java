package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
  private static final Csv CSV =
      new Csv(new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));

  @Test
  void noRows_leaveTheHeader() {
    assertThat(written()).isEqualTo("service,client,version,operations,users\r\n");
  }

  @Test
  void text_isQuotedWhereItHasToBe() {
    assertThat(written(new ClientRow("acme/a,b", "own \"agent\"", "", 3, 2L)))
        .endsWith("\r\n\"acme/a,b\",\"own \"\"agent\"\"\",,3,2\r\n");
  }

  /** Some spreadsheets take a semicolon for the end of a cell, and a formula may follow. */
  @Test
  void semicolon_isQuoted() {
    assertThat(written(new ClientRow("acme;=1+1", "a b", "1;2", 3, 2L)))
        .endsWith("\r\n\"acme;=1+1\",a b,\"1;2\",3,2\r\n");
  }

  @Test
  void text_isNoFormula() {
    assertThat(written(new ClientRow("=cmd|' /C calc'!A0", "@SUM(1)", "-1", -3, 2L)))
        .endsWith("\r\n\"'=cmd|' /C calc'!A0\",\"'@SUM(1)\",\"'-1\",-3,2\r\n");
  }

  private static String written(ClientRow... rows) {
    return new String(CSV.write(new ClientsAnswer(null, null, List.of(rows), null, null)), UTF_8);
  }
}
