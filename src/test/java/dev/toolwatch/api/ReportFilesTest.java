package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportFilesTest {
  @Test
  void fileName_isReadable_andLeadsNowhereElse() {
    assertThat(ReportFiles.fileName("acme/issues-mcp")).isEqualTo("acme_issues-mcp");
    assertThat(ReportFiles.fileName("../../etc/passwd\\ ü"))
        .matches("[A-Za-z0-9._-]+~[0-9a-f]{16,}");
    assertThat(ReportFiles.fileName("s".repeat(5_000))).hasSizeLessThan(200);
  }

  @Test
  void fileName_isOneServicesAlone_whateverNamesAreMadeUp() {
    Set<String> names =
        new HashSet<>(
            List.of(
                "acme/orders",
                "acme_orders",
                "acme orders",
                "acme\\orders",
                "Aa",
                "BB",
                "Aa ü",
                "BB ü",
                "s".repeat(121),
                "s".repeat(122)));
    names.add(ReportFiles.fileName("acme_orders"));
    names.add(ReportFiles.fileName("acme orders"));
    assertThat(names.stream().map(ReportFiles::fileName)).hasSize(12).doesNotHaveDuplicates();
  }
}
