package dev.toolwatch.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsoleFilesTest {
  private final SortedMap<String, byte[]> contents = new TreeMap<>();

  ConsoleFilesTest() {
    put("index.html", "<script src=\"{files}/app.js\"></script>");
    put("app.js", "import './core/api.js';");
    put("core/api.js", "");
  }

  private void put(String name, String content) {
    contents.put(name, content.getBytes(UTF_8));
  }

  private String directory() {
    return "/console/" + new ConsoleFiles(contents).tag().replaceAll("W/\"|\"", "");
  }

  @Test
  void files_areInADirectoryOfTheirOwn_thatTheIndexNames() {
    ConsoleFiles files = new ConsoleFiles(contents);
    assertThat(directory()).matches("/console/[0-9a-f]{24}");
    assertThat(new String(files.index().plain(), UTF_8))
        .isEqualTo("<script src=\"" + directory() + "/app.js\"></script>");
    assertThat(files.at(directory() + "/core/api.js").type()).startsWith("text/javascript");
    assertThat(files.at(directory() + "/index.html")).isNull();
    assertThat(files.at("/console/0/app.js")).isNull();
  }

  @Test
  void everyChange_isAnotherDirectory() {
    String before = directory();
    assertThat(directory()).isEqualTo(before);
    put("core/api.js", " ");
    String changed = directory();
    assertThat(changed).isNotEqualTo(before);
    contents.remove("core/api.js");
    put("core/apis.js", " ");
    String renamed = directory();
    assertThat(renamed).isNotIn(before, changed);
    put("index.html", "");
    assertThat(directory()).isNotIn(before, changed, renamed);
  }

  @Test
  void unknownType_andNoIndex_areMistakesOfTheBuild() {
    put("picture.bmp", "");
    assertThatThrownBy(() -> new ConsoleFiles(contents)).hasMessageContaining("picture.bmp");
    contents.remove("picture.bmp");
    contents.remove("index.html");
    assertThatThrownBy(() -> new ConsoleFiles(contents)).hasMessageContaining("index.html");
  }
}
