package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.testing.Requests;
import dev.toolwatch.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipTest {
  private static final int LIMIT = 1 << 20;
  private static final int HEADER = 10;
  private static final int CRC_AND_SIZE = 8;

  private final Gunzip gunzip = new Gunzip();
  private final ScratchBuffer scratch = new ScratchBuffer();

  private String inflate(byte[] gzip) throws MalformedException, TooLargeException {
    int size = gunzip.inflate(gzip, 0, gzip.length, scratch, LIMIT);
    return new String(scratch.bytes(), 0, size, UTF_8);
  }

  private static byte[] gzip(String text) {
    return Requests.gzip(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, LIMIT - 1, LIMIT})
  void inflate_anySizeUpToTheLimit_givesAllBytes(int size) throws Exception {
    assertThat(inflate(gzip("x".repeat(size)))).isEqualTo("x".repeat(size));
  }

  @Test
  void inflate_oneByteOverTheLimit_isTooLarge() {
    assertThatThrownBy(() -> inflate(gzip("x".repeat(LIMIT + 1))))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("1048576");
  }

  @Test
  void inflate_bombOfAGigabyte_isTooLargeWithinBoundedMemory() {
    byte[] bomb = bomb();
    assertThat(bomb.length).isBetween(1_000_000, 1_200_000);
    assertThatThrownBy(() -> inflate(bomb)).isInstanceOf(TooLargeException.class);
    assertThat(scratch.bytes().length).isLessThanOrEqualTo(LIMIT + 1);
  }

  @Test
  void inflate_overTheLimitInManyMembers_isTooLarge() {
    byte[] member = gzip("x".repeat(LIMIT / 4));
    assertThatThrownBy(() -> inflate(join(member, member, member, member, gzip("y"))))
        .isInstanceOf(TooLargeException.class);
    assertThat(scratch.bytes().length).isLessThanOrEqualTo(LIMIT + 1);
  }

  @Test
  void trim_afterALargeRequest_givesTheMemoryBack() throws Exception {
    int large = 16 << 20;
    byte[] gzip = Requests.gzip(new byte[large]);
    assertThat(gunzip.inflate(gzip, 0, gzip.length, scratch, large)).isEqualTo(large);
    assertThat(scratch.bytes().length).isBetween(large, large + 1);
    scratch.trim();
    assertThat(scratch.bytes().length).isEqualTo(64 * 1024);
  }

  @Test
  void inflate_severalMembers_givesThemInOrder() throws Exception {
    assertThat(inflate(join(gzip("one "), gzip(""), gzip("two")))).isEqualTo("one two");
  }

  @Test
  void inflate_aHundredThousandEmptyMembers_endsSoon() throws Exception {
    byte[] empty = gzip("");
    byte[] many = new byte[empty.length * 100_000];
    for (int at = 0; at < many.length; at += empty.length) {
      System.arraycopy(empty, 0, many, at, empty.length);
    }
    assertThat(inflate(many)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 8, 16, 2 | 4 | 8 | 16})
  void inflate_headerFields_arePassedOver(int flags) throws Exception {
    assertThat(inflate(withHeader(flags, 0))).isEqualTo("text");
  }

  @Test
  void inflate_headerChecksumWrong_isMalformed() {
    assertMalformed(withHeader(2, 1), "checksum");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x20, 0x40, 0x80})
  void inflate_reservedFlag_isMalformed(int flag) {
    // RFC 1952, 2.3.1.2: it may announce a field that is not understood.
    assertMalformed(withHeader(flag, 0), "flag");
  }

  @Test
  void inflate_headerFieldsCutShort_isMalformed() {
    byte[] whole = withHeader(2 | 4 | 8 | 16, 0);
    for (int length = 0; length < whole.length; length++) {
      assertMalformed(Arrays.copyOf(whole, length), "truncated");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 7, 6, 5, 4, 3, 2, 1})
  void inflate_checksumOrSizeWrong_isMalformed(int fromEnd) {
    byte[] damaged = gzip("text");
    damaged[damaged.length - fromEnd] ^= 1;
    assertMalformed(damaged, "checksum");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "\0\0\0\0", "\u001f", "{"})
  void inflate_somethingBehindTheEnd_isMalformed(String garbage) {
    assertMalformed(join(gzip("text"), garbage.getBytes(UTF_8)), "gzip");
  }

  @Test
  void inflate_noGzip_isMalformed() {
    assertMalformed(new byte[0], "truncated");
    assertMalformed("{\"resourceSpans\":[]}".getBytes(UTF_8), "not gzip");
    byte[] otherMethod = gzip("text");
    otherMethod[2] = 7;
    assertMalformed(otherMethod, "not gzip");
  }

  @Test
  void inflate_invalidDeflateBlock_isMalformed() {
    byte[] damaged = gzip("text");
    damaged[HEADER] |= 6; // block type 3
    assertMalformed(damaged, "damaged");
  }

  @Test
  void inflate_afterAFailure_worksAgain() throws Exception {
    assertMalformed(Arrays.copyOf(gzip("text"), 15), "truncated");
    assertThat(inflate(gzip("more"))).isEqualTo("more");
  }

  private void assertMalformed(byte[] gzip, String message) {
    assertThatThrownBy(() -> inflate(gzip))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  /** A member with the header fields of RFC 1952 that the flags announce. */
  private static byte[] withHeader(int flags, int errorOfChecksum) {
    byte[] plain = gzip("text");
    byte[] header = Arrays.copyOf(plain, HEADER);
    header[3] = (byte) flags;
    if ((flags & 4) != 0) {
      header = join(header, new byte[] {3, 0, 'a', 0, 'b'});
    }
    if ((flags & 8) != 0) {
      header = join(header, "name.json\0".getBytes(UTF_8));
    }
    if ((flags & 16) != 0) {
      header = join(header, "comment\0".getBytes(UTF_8));
    }
    if ((flags & 2) != 0) {
      CRC32 crc = new CRC32();
      crc.update(header);
      int low = (int) crc.getValue() + errorOfChecksum;
      header = join(header, new byte[] {(byte) low, (byte) (low >> 8)});
    }
    return join(header, Arrays.copyOfRange(plain, HEADER, plain.length));
  }

  /** A gigabyte of zeroes in a megabyte: one flushed block, again and again. */
  private static byte[] bomb() {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    byte[] block = new byte[8192];
    deflater.setInput(new byte[1 << 20]);
    int size = deflater.deflate(block, 0, block.length, Deflater.FULL_FLUSH);
    deflater.end();
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(gzip("x"), 0, HEADER);
    for (int i = 0; i < 1024; i++) {
      bomb.write(block, 0, size);
    }
    bomb.write(new byte[CRC_AND_SIZE], 0, CRC_AND_SIZE);
    return bomb.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }
}
