package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTextTest {
  @ParameterizedTest
  @CsvSource({
    "29, 35, 82.9 %",
    "1, 2, 50.0 %",
    "999, 1000, 99.90 %",
    "44578, 44640, 99.8611 %",
    "44640, 44640, 100 %",
    "0, 10, 0 %",
    "0, 0, \u2013",
    "49999999, 50000000, 99.9999 %",
    "1, 50000000, 0.0001 %",
  })
  void percent_hasTheDigitsThatItsEventsTell_andNeverFlatters(long part, long of, String text) {
    assertThat(ReportText.percent(part, of)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "-170.348, overspent 171\u00d7",
    "-0.863, overspent 1.86\u00d7",
    "-20.0, overspent 21.0\u00d7",
    "0.125, 12.5 %",
    "0.0, 0.0 %"
  })
  void budget_thatIsOverspent_isAMultiple(double left, String text) {
    SlaObjectiveRow row =
        new SlaObjectiveRow(
            "a", null, "availability", null, 0.999, 10, 1, 0.9, 0.9, left >= 0, left);
    assertThat(ReportText.budget(row)).isEqualTo(text);
  }

  @Test
  void parts_breakAfterPunctuation_andVeryLongWordsAnywhere() {
    assertThat(ReportText.parts("acme/issues-mcp")).containsExactly("acme/", "issues-", "mcp");
    assertThat(ReportText.parts("search")).containsExactly("search");
    assertThat(ReportText.parts("3 Oct 01:01")).containsExactly("3 Oct 01:01");
    assertThat(ReportText.parts("")).containsExactly("");
    assertThat(ReportText.parts("x".repeat(128))).hasSize(6);
    assertThat(String.join("", ReportText.parts("\ud83d\ude00".repeat(40))))
        .isEqualTo("\ud83d\ude00".repeat(40));
    assertThat(ReportText.parts("x" + "\ud83d\ude00".repeat(40)))
        .noneMatch(part -> Character.isLowSurrogate(part.charAt(0)));
  }

  @Test
  void days_nameTheirZone() {
    assertThat(ReportText.days(YearMonth.of(2026, 2), ZoneId.of("Europe/Berlin")))
        .isEqualTo("1 February 2026 to 28 February 2026, in the time zone Europe/Berlin");
  }
}
