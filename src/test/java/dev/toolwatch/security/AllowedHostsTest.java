package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static final AllowedHosts LOOPBACK = new AllowedHosts(Optional.empty(), true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost",
        "localhost.",
        "127.0.0.1",
        "10.1.2.3",
        "::1",
        "[fe80::1]",
        ""
      })
  void loopback_ownNamesAndAddresses_areAllowed(String host) {
    assertThat(LOOPBACK.allow(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "1.2.3",
        "evil.example:x"
      })
  void loopback_otherNames_areRefused(String host) {
    assertThat(LOOPBACK.allow(host)).isFalse();
  }

  @Test
  void boundWide_notConfigured_allowsAnyName() {
    assertThat(new AllowedHosts(Optional.empty(), false).allow("toolwatch.example")).isTrue();
  }

  @Test
  void configured_allowsThoseNamesOnly() {
    AllowedHosts hosts = new AllowedHosts(Optional.of(List.of("Toolwatch.Example ")), false);
    assertThat(hosts.allow("toolwatch.example")).isTrue();
    assertThat(hosts.allow("localhost")).isTrue();
    assertThat(hosts.allow("evil.example")).isFalse();
  }
}
