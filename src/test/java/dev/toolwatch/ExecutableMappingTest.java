package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutableMappingTest {
  private static final String FILE = "/opt/toolwatch/toolwatch";

  @Test
  void unchanged_codeThatWasOnlyRead_isFound() {
    assertThat(mappings("r-xp", FILE, "Private_Dirty:         8 kB", "Anonymous:             0 kB"))
        .containsExactly(new ExecutableMapping(0x5000, 0x8000));
  }

  @Test
  void unchanged_pagesWithCopies_areLeftAlone() {
    assertThat(mappings("r--p", FILE, "Anonymous:             4 kB")).isEmpty();
    assertThat(mappings("r--p", FILE, "Swap:                  4 kB")).isEmpty();
  }

  @Test
  void unchanged_pagesThatCanBeWritten_areLeftAlone() {
    assertThat(mappings("rw-p", FILE, "Anonymous:             0 kB")).isEmpty();
  }

  @Test
  void unchanged_otherFilesAndMemory_areLeftAlone() {
    assertThat(mappings("r-xp", "/lib/libc.so.6", "Anonymous:             0 kB")).isEmpty();
    assertThat(mappings("r-xp", "", "Anonymous:             0 kB")).isEmpty();
    assertThat(mappings("r-xp", FILE + " (deleted)", "Anonymous:             0 kB")).isEmpty();
  }

  private static List<ExecutableMapping> mappings(
      String permissions, String file, String... figures) {
    List<String> lines = new ArrayList<>();
    lines.add("00001000-00002000 rw-p 00000000 00:00 0 ");
    lines.add("Anonymous:             4 kB");
    lines.add("00005000-00008000 " + permissions + " 00010000 08:01 1234      " + file);
    lines.add("Size:                 12 kB");
    lines.addAll(List.of(figures));
    lines.add("VmFlags: rd ex mr mw me");
    lines.add("00009000-0000a000 rw-p 00000000 00:00 0 ");
    lines.add("Anonymous:             4 kB");
    return ExecutableMapping.unchanged(lines.stream(), FILE);
  }
}
