package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {
  /**
   * The paper's example, and others of the reference implementation's (vectors.h): the bytes 0, 1, 2
   * and so on under the key of the bytes 0 to 15.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 726fdb47dd0e0e31",
    "1, 74f839c593dc67fd",
    "7, ab0200f58b01d137",
    "8, 93f5f5799a932462",
    "15, a129ca6149be45e5",
  })
  void of_referenceVectors_areTheirs(int length, String expected) {
    byte[] bytes = new byte[length + 2];
    for (int i = 0; i < length; i++) {
      bytes[i + 1] = (byte) i;
    }
    SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    assertThat(Long.toHexString(hash.of(bytes, 1, length))).isEqualTo(expected);
  }
}
