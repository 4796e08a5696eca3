package dev.toolwatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of bench, which are otherwise compiled when somebody runs them. */
class BenchmarksTest {
  @Test
  void programsOfBench_compile(@TempDir Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (Stream<Path> bench = Files.walk(Path.of("bench"));
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      List<Path> sources = bench.filter(file -> file.toString().endsWith(".java")).toList();
      List<String> options =
          List.of(
              "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      assertThat(
              compiler
                  .getTask(
                      said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                  .call())
          .as("%s", said)
          .isTrue();
      assertThat(sources).hasSizeGreaterThan(20);
    }
  }
}
