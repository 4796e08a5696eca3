package dev.toolwatch.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.Signal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFilesTest {
  private static final long LARGE = 64 << 20;

  @TempDir Path directory;

  private static long append(JournalFiles files, byte[] body) throws IOException {
    return files.append(Signal.TRACES, 0, 1_790_000_000_000L, 1, body, 0, body.length);
  }

  private static long append(JournalFiles files, int via, long epochMillis) throws IOException {
    return files.append(Signal.TRACES, via, epochMillis, 1, body(via, 100), 0, 100);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(".segment")).toList();
    }
  }

  private static byte[] body(int number, int length) {
    byte[] body = new byte[length];
    new Random(number).nextBytes(body);
    return body;
  }

  private static List<byte[]> readAll(JournalFiles files, long from) {
    List<byte[]> all = new ArrayList<>();
    long at = from;
    for (var entry = files.read(at); entry != null; entry = files.read(at)) {
      assertThat(entry.position()).isGreaterThanOrEqualTo(at);
      assertThat(entry.next()).isGreaterThan(entry.position());
      all.add(entry.request().bytes());
      at = entry.next();
    }
    return all;
  }

  @Test
  void records_areReadAgain_fromAnyPosition_afterAnyNumberOfStarts() throws IOException {
    List<byte[]> written = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    for (int start = 0; start < 4; start++) {
      try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
        for (int i = 0; i < 30; i++) {
          byte[] body = body(written.size(), 40_000);
          positions.add(files.end());
          written.add(body);
          assertThat(append(files, body)).isEqualTo(files.end());
        }
        assertThat(files.force()).isEqualTo(files.end()).isEqualTo(files.durable());
      }
    }
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      assertThat(readAll(files, 0)).containsExactlyElementsOf(written);
      assertThat(readAll(files, positions.get(77)))
          .containsExactlyElementsOf(written.subList(77, written.size()));
      assertThat(files.read(files.end())).isNull();
      assertThat(files.damaged()).isZero();
    }
  }

  @Test
  void stored_deletesWholeSegments_andNothingThatIsNeeded() throws IOException {
    try (JournalFiles files = JournalFiles.open(directory, 1 << 20)) {
      long middle = 0;
      for (int i = 0; i < 20; i++) {
        middle = i == 10 ? files.end() : middle;
        append(files, body(i, 30_000));
      }
      long before = files.bytes();
      files.deleteBefore(middle);
      assertThat(files.bytes()).isLessThan(before).isGreaterThan(10 * 30_000);
      assertThat(readAll(files, middle)).hasSize(10);
      files.deleteBefore(files.end());
      assertThat(files.bytes()).isLessThanOrEqualTo(3 * 30_000);
    }
  }

  @Test
  void full_refusesAndChangesNothing() throws IOException {
    try (JournalFiles files = JournalFiles.open(directory, 1 << 20)) {
      int count = 0;
      while (files.bytes() + 100_032 <= 1 << 20) {
        append(files, body(count++, 100_000));
      }
      long end = files.end();
      assertThatThrownBy(() -> append(files, body(0, 100_000)))
          .isInstanceOf(JournalFiles.FullException.class);
      assertThat(files.end()).isEqualTo(end);
      assertThat(readAll(files, 0)).hasSize(count);
      files.deleteBefore(end);
      assertThat(append(files, body(0, 100_000))).isGreaterThan(end);
    }
  }

  @Test
  void storeFurtherThanTheFiles_positionsGoOnFromThere() throws IOException {
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      append(files, body(1, 100));
      files.goOnFrom(5000);
      assertThat(files.end()).isEqualTo(5000);
      append(files, body(2, 100));
    }
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      assertThat(files.read(5000).request().bytes()).isEqualTo(body(2, 100));
      assertThat(readAll(files, 0)).hasSize(2);
    }
  }

  @Test
  void directory_isOneProcesss_andKeepsItsName() throws IOException {
    String id;
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      id = files.id();
      assertThatThrownBy(() -> JournalFiles.open(directory, LARGE))
          .hasMessageContaining("another Toolwatch in this process uses");
    }
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      assertThat(files.id()).isEqualTo(id);
    }
  }

  @Test
  void retired_allStored_isDeleted_andPositionsGoOn() throws IOException {
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      long end = append(files, 0, 0);
      files.deleteBefore(end);
      assertThat(segments()).hasSize(1);
      assertThat(files.isOld(JournalFiles.SEGMENT_MILLIS - 1)).isFalse();
      assertThat(files.isOld(JournalFiles.SEGMENT_MILLIS)).isTrue();
      files.retire(end);
      files.deleteBefore(end);
      assertThat(segments()).isEmpty();
      assertThat(files.bytes()).isZero();
      assertThat(append(files, 1, 0)).isGreaterThan(end);
      files.force();
      files.deleteBefore(files.end());
      assertThat(readAll(files, end)).containsExactly(body(1, 100));
    }
  }

  @Test
  void retired_notAllStored_staysAndIsAppendedTo() throws IOException {
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      long first = append(files, 0, 0);
      append(files, 1, 0);
      files.retire(first);
      files.deleteBefore(first);
      append(files, 2, 0);
      assertThat(segments()).hasSize(1);
      assertThat(readAll(files, first)).hasSize(2);
    }
  }

  @Test
  void segment_old_takesNoMoreRecords_andGoesOnceStored() throws IOException {
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      long first = append(files, 0, 0);
      append(files, 1, JournalFiles.SEGMENT_MILLIS);
      assertThat(segments()).hasSize(2);
      files.deleteBefore(first);
      assertThat(segments()).hasSize(1);
      assertThat(readAll(files, 0)).containsExactly(body(1, 100));
    }
  }

  @Test
  void start_allStored_leavesNothingOfTheProcessBefore() throws IOException {
    long end;
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      end = append(files, 0, 0);
    }
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      files.deleteBefore(end);
      assertThat(segments()).isEmpty();
      append(files, 1, 0);
      files.deleteBefore(end);
      assertThat(readAll(files, end)).containsExactly(body(1, 100));
    }
  }

  /** A process that ended before the first record of a file: the next one begins the same file. */
  @Test
  void start_emptyFile_isNotDeletedUnderTheNextRecords() throws IOException {
    Files.createFile(directory.resolve("%016x.segment".formatted(500)));
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      assertThat(files.end()).isEqualTo(500);
      append(files, 1, 0);
      files.deleteBefore(500);
    }
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      assertThat(readAll(files, 0)).containsExactly(body(1, 100));
    }
  }

  @Test
  void record_tellsHowItCame() throws IOException {
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      append(files, 0, 0);
      append(files, 1, 0);
      append(files, 127, 0);
    }
    try (JournalFiles files = JournalFiles.open(directory, LARGE)) {
      List<Integer> vias = new ArrayList<>();
      for (var entry = files.read(0); entry != null; entry = files.read(entry.next())) {
        vias.add(entry.via());
      }
      assertThat(vias).containsExactly(0, 1, 127);
      assertThat(files.damaged()).isZero();
    }
  }

  /** Whatever is cut off or changed: the rest is read in order, and nothing that was never written. */
  @Property(tries = 150)
  void damaged_anyhow_whatIsReadableIsRead(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path place = Files.createTempDirectory("journal");
    List<byte[]> written = new ArrayList<>();
    try (JournalFiles files = JournalFiles.open(place, 1 << 20)) {
      for (int i = 0; i < 1 + random.nextInt(60); i++) {
        byte[] body = body(i, random.nextInt(5000));
        append(files, body);
        written.add(body);
      }
    }
    int damages = 1 + random.nextInt(3);
    for (int i = 0; i < damages; i++) {
      damage(random, place);
    }
    try (JournalFiles files = JournalFiles.open(place, 1 << 20)) {
      List<byte[]> read = readAll(files, 0);
      int at = 0;
      for (byte[] body : read) {
        while (at < written.size() && !Arrays.equals(written.get(at), body)) {
          at++;
        }
        assertThat(at++).isLessThan(written.size());
      }
      long end = files.end();
      append(files, body(99, 10));
      assertThat(files.read(end).request().bytes()).isEqualTo(body(99, 10));
    }
    try (Stream<Path> all = Files.walk(place)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  private static void damage(Random random, Path place) throws IOException {
    List<Path> segments;
    try (Stream<Path> all = Files.list(place)) {
      segments = all.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
    Path one = segments.get(random.nextInt(segments.size()));
    try (RandomAccessFile file = new RandomAccessFile(one.toFile(), "rw")) {
      if (file.length() == 0) {
        return;
      }
      long at = random.nextLong(file.length());
      switch (random.nextInt(3)) {
        case 0 -> file.setLength(at);
        case 1 -> {
          file.seek(at);
          file.write(random.nextInt(256));
        }
        default -> {
          byte[] zeroes = new byte[random.nextInt(4096)];
          file.seek(at);
          file.write(zeroes);
        }
      }
    }
  }
}
