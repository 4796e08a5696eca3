package dev.toolwatch.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.forward.TargetCounts.Result;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.Segment;
import dev.toolwatch.spool.SpoolRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final long DISK = 10_000_000;
  private static final Batch.Limits ONE = new Batch.Limits(1_000_000, 1);
  private static final Batch.Limits MANY = new Batch.Limits(1_000_000, 1000);

  @TempDir Path directory;

  private final TargetCounts counts = new TargetCounts();

  private Spool open() throws IOException {
    return Spool.open(directory, DISK, counts);
  }

  /** Appends requests of one span each, and leaves them as a killed process does. */
  private void write(int from, int to) throws IOException {
    Spool spool = open();
    for (int i = from; i < to; i++) {
      spool.append(DeliveryFixture.request("" + i));
    }
    spool.close();
  }

  private static List<String> readAll(Spool spool) throws IOException {
    List<String> names = new ArrayList<>();
    for (Batch batch = spool.read(MANY); batch != null; batch = spool.read(MANY)) {
      batch.requests().forEach(request -> names.addAll(DeliveryFixture.names(request)));
      spool.settled();
    }
    return names;
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> Segment.numberOf(file) >= 0).sorted().findFirst().orElseThrow();
    }
  }

  private void garble(long at, int... bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
      file.seek(at);
      for (int one : bytes) {
        file.write(one);
      }
    }
  }

  private static long recordSize(int number) {
    return SpoolRecord.HEAD + (long) DeliveryFixture.request("" + number).size();
  }

  private long dropped() {
    return counts.of(Signal.TRACES, Result.DROPPED);
  }

  @Test
  void restart_goesOnWhereItWas() throws IOException {
    write(0, 5);
    Spool spool = open();
    assertThat(spool.items(Signal.TRACES)).isEqualTo(5);
    spool.read(ONE);
    spool.settled();
    spool.read(ONE); // on its way when the process ends
    spool.close();
    Spool after = open();
    assertThat(after.items(Signal.TRACES)).isEqualTo(4);
    assertThat(after.oldestMillis()).isEqualTo(1_790_000_000_000L);
    assertThat(readAll(after)).containsExactly("1", "2", "3", "4");
    assertThat(after.bytes()).isZero();
    after.close();
  }

  @Test
  void delivered_leavesNoSegment_andLaterOnesAreNotMistakenForDelivered() throws IOException {
    for (int round = 0; round < 3; round++) {
      write(0, 5);
      Spool spool = open();
      assertThat(readAll(spool)).hasSize(5);
      spool.close();
      assertThatThrownBy(this::segment).isInstanceOf(java.util.NoSuchElementException.class);
    }
  }

  @Test
  void manyStarts_leaveOneSegment() throws IOException {
    for (int start = 0; start < 20; start++) {
      write(start, start + 1);
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> Segment.numberOf(file) >= 0)).hasSize(1);
    }
    Spool spool = open();
    assertThat(readAll(spool)).hasSize(20).startsWith("0", "1", "2").endsWith("19");
    assertThat(spool.damaged()).isZero();
    spool.close();
  }

  @Test
  void tornTail_hidesNothingThatComesAfterIt() throws IOException {
    write(0, 5);
    try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
      file.setLength(file.length() - 3);
    }
    write(5, 8);
    Spool spool = open();
    assertThat(readAll(spool)).containsExactly("0", "1", "2", "3", "5", "6", "7");
    assertThat(dropped()).isZero();
    spool.close();
  }

  @Test
  void tornTail_losesOnlyTheLastRecord() throws IOException {
    write(0, 5);
    try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
      file.setLength(file.length() - 3);
    }
    Spool spool = open();
    assertThat(spool.items(Signal.TRACES)).isEqualTo(4);
    assertThat(readAll(spool)).containsExactly("0", "1", "2", "3");
    assertThat(spool.damaged()).isOne();
    assertThat(spool.bytes()).isZero();
    spool.close();
  }

  @Test
  void damagedBytesOfARecord_skipThatRecord_andCountItsItems() throws IOException {
    write(0, 5);
    garble(2 * recordSize(0) + SpoolRecord.HEAD + 2, 0xAA, 0xAA);
    Spool spool = open();
    assertThat(readAll(spool)).containsExactly("0", "1", "3", "4");
    assertThat(spool.damaged()).isOne();
    assertThat(dropped()).isOne();
    assertThat(spool.items(Signal.TRACES)).isZero();
    spool.close();
  }

  @Test
  void damagedHead_skipsToTheNextOne() throws IOException {
    write(0, 5);
    garble(2 * recordSize(0) + 4, 0x7f, 0xff, 0xff, 0xff);
    Spool spool = open();
    assertThat(readAll(spool)).containsExactly("0", "1", "3", "4");
    assertThat(spool.damaged()).isOne();
    spool.close();
  }

  @Test
  void damagedWhileOpen_countsEveryItem() throws IOException {
    Spool spool = open();
    for (int i = 0; i < 5; i++) {
      spool.append(DeliveryFixture.request("" + i));
    }
    garble(3 * recordSize(0), 1, 2, 3, 4);
    garble(4 * recordSize(0), 1, 2, 3, 4);
    assertThat(readAll(spool)).containsExactly("0", "1", "2");
    assertThat(dropped()).isEqualTo(2);
    assertThat(spool.items(Signal.TRACES)).isZero();
    spool.close();
  }

  @Test
  void truncatedWhileOpen_neverBlocks_andCountsEveryItem() throws IOException {
    for (int kept = 0; kept < 5; kept++) {
      long before = dropped();
      Spool spool = open();
      for (int i = 0; i < 5; i++) {
        spool.append(DeliveryFixture.request("" + i));
      }
      try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
        file.setLength(kept * recordSize(0) + SpoolRecord.HEAD + 1);
      }
      List<String> read = new ArrayList<>();
      for (Batch batch = spool.read(ONE); batch != null; batch = spool.read(ONE)) {
        batch.requests().forEach(request -> read.addAll(DeliveryFixture.names(request)));
        try {
          spool.settled();
        } catch (IOException e) {
          // The file has become shorter: logged, and the next read goes on.
        }
      }
      assertThat(read).hasSize(kept);
      assertThat(dropped() - before).isEqualTo(5 - kept);
      assertThat(spool.items(Signal.TRACES)).isZero();
      spool.close();
    }
  }

  @Test
  void damagedPosition_deliversTwice_ratherThanNotAtAll() throws IOException {
    write(0, 5);
    Spool spool = open();
    spool.read(ONE);
    spool.settled();
    spool.close();
    Files.write(directory.resolve("position"), new byte[] {1, 2, 3});
    Spool after = open();
    assertThat(readAll(after)).containsExactly("0", "1", "2", "3", "4");
    after.close();
  }

  /** Whatever bytes change: the rest is read, and the items add up. */
  @Test
  void anyDamage_neverStopsTheRest() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      write(10, 30);
      long size = Files.size(segment());
      for (int times = random.nextInt(4); times >= 0; times--) {
        garble(random.nextInt((int) size), random.nextInt(256), random.nextInt(256));
      }
      Spool spool = open();
      long waiting = spool.items(Signal.TRACES);
      long dropped = dropped();
      List<String> read = readAll(spool);
      assertThat(read).as("seed " + seed).hasSizeGreaterThanOrEqualTo(12);
      assertThat(read.size() + dropped() - dropped).as("seed " + seed).isEqualTo(waiting);
      assertThat(spool.bytes()).isZero();
      spool.close();
    }
  }

  @Test
  void full_deletesTheOldestSegments_andStaysWithinItsBytes() throws IOException {
    long most = 1_000_000;
    Spool spool = Spool.open(directory, most, counts);
    String large = "x".repeat(10_000);
    for (int i = 0; i < 500; i++) {
      spool.append(DeliveryFixture.request(large + i));
      assertThat(spool.bytes()).isLessThanOrEqualTo(most);
    }
    assertThat(onDisk()).isLessThanOrEqualTo(most + 100);
    assertThat(spool.items(Signal.TRACES) + dropped()).isEqualTo(500);
    List<String> left = readAll(spool);
    assertThat(left).last().isEqualTo(large + 499);
    // At most an eighth is lost at once.
    assertThat(left.size() * (10_000L + SpoolRecord.HEAD)).isGreaterThan(most * 3 / 4);
    spool.close();
  }

  private long onDisk() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void pushedOutWhileOnItsWay_isCountedOnce() throws IOException {
    for (boolean delivered : new boolean[] {true, false}) {
      long before = dropped();
      Spool spool = Spool.open(directory.resolve("" + delivered), 200_000, counts);
      String large = "x".repeat(10_000);
      spool.append(DeliveryFixture.request("first"));
      spool.read(ONE);
      IntStream.range(0, 50).forEach(i -> append(spool, large + i));
      if (delivered) {
        spool.settled();
      } else {
        spool.unsettled();
      }
      long left = readAll(spool).size();
      assertThat(left + dropped() - before).isEqualTo(delivered ? 50 : 51);
      assertThat(spool.items(Signal.TRACES)).isZero();
      spool.close();
    }
  }

  private static void append(Spool spool, String name) {
    try {
      spool.append(DeliveryFixture.request(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void requestLargerThanTheSpool_isNotTaken() throws IOException {
    Spool spool = Spool.open(directory, 1000, counts);
    assertThat(spool.append(DeliveryFixture.request("x".repeat(2000)))).isFalse();
    assertThat(spool.bytes()).isZero();
    spool.close();
  }

  @Test
  void secondUser_isRefused() throws IOException {
    Spool spool = open();
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("uses");
    spool.close();
    open().close();
  }

  @Test
  void smallerLimitAtTheNextStart_dropsTheOldest() throws IOException {
    Spool spool = Spool.open(directory, 1_000_000, counts);
    String large = "x".repeat(10_000);
    IntStream.range(0, 90).forEach(i -> append(spool, large + i));
    spool.close();
    Spool smaller = Spool.open(directory, 300_000, counts);
    assertThat(smaller.bytes()).isLessThanOrEqualTo(300_000);
    assertThat(smaller.items(Signal.TRACES) + dropped()).isEqualTo(90);
    assertThat(readAll(smaller)).last().isEqualTo(large + 89);
    smaller.close();
  }
}
