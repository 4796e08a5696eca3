package dev.toolwatch.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.wire.Packer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes a state: the version of its layout, the content from its stage, and a CRC-32C of both. A
 * text is written once; repetitions refer to it by number. Not thread-safe.
 */
public final class CheckpointWriter {
  private final Packer packer = new Packer();
  private final Map<String, Integer> texts = new HashMap<>();

  /**
   * An empty state.
   *
   * @param version of the layout; the reader has to expect the same one
   */
  public CheckpointWriter(int version) {
    packer.number(version);
  }

  /** A number of at least 0. */
  public CheckpointWriter number(long value) {
    packer.number(value);
    return this;
  }

  /** All bits of a number. */
  public CheckpointWriter fixed(long value) {
    packer.fixed(value);
    return this;
  }

  /** A sum of seconds. */
  public CheckpointWriter real(double value) {
    packer.real(value);
    return this;
  }

  /** A text. Repetitions are cheap, because the same names occur many times. */
  public CheckpointWriter text(String text) {
    Integer known = texts.putIfAbsent(text, texts.size() + 1);
    if (known != null) {
      packer.number(known);
    } else {
      byte[] utf8 = text.getBytes(UTF_8);
      packer.number(0).number(utf8.length).bytes(utf8);
    }
    return this;
  }

  /** Exponential buckets. */
  public CheckpointWriter buckets(ExponentialCounts counts) {
    counts.pack(packer);
    return this;
  }

  /** The whole state. */
  public byte[] toBytes() {
    byte[] written = packer.toBytes();
    CRC32C check = new CRC32C();
    check.update(written);
    byte[] whole = Arrays.copyOf(written, written.length + CheckpointReader.CHECK_BYTES);
    for (int i = 0; i < CheckpointReader.CHECK_BYTES; i++) {
      whole[written.length + i] = (byte) (check.getValue() >>> Byte.SIZE * i);
    }
    return whole;
  }
}
