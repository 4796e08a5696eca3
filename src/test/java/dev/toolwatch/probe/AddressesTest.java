package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "fe80::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "::ffff:0.0.0.0"
      })
  void neverAllowed_isRefused(String address) {
    assertThat(refusal(address, true)).contains(", which is ");
    assertThat(refusal(address, false)).contains(", which is ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "fc00::1",
        "fd12:3456::1",
        "::ffff:10.1.2.3",
        "::ffff:127.0.0.1",
        "64:ff9b::a01:203"
      })
  void private_isRefusedUnlessAllowed(String address) throws CheckFailure {
    assertThat(refusal(address, false)).contains("set private-addresses to allow it");
    assertThat(Addresses.resolve(address, true, Probes.steps(Probes.LONG))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "172.32.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "11.0.0.1",
        "2001:db8::1",
        "fbff::1"
      })
  void public_isAllowed(String address) throws CheckFailure {
    assertThat(Addresses.resolve(address, false, Probes.steps(Probes.LONG))).hasSize(1);
  }

  @Test
  void unknownName_isUnresolved() {
    CheckFailure failure =
        catchThrowableOfType(
            CheckFailure.class,
            () -> Addresses.resolve("no-such-host.invalid", true, Probes.steps(Probes.LONG)));
    assertThat(failure.verdict()).isEqualTo(Verdict.UNRESOLVED);
    assertThat(failure).hasMessage("no-such-host.invalid cannot be resolved");
  }

  private static String refusal(String address, boolean privateAllowed) {
    CheckFailure failure =
        catchThrowableOfType(
            CheckFailure.class,
            () -> Addresses.resolve(address, privateAllowed, Probes.steps(Probes.LONG)));
    assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
    return failure.getMessage();
  }
}
