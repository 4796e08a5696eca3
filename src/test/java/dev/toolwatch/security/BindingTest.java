package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindingTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", " 127.0.0.1 "})
  void isLoopback_thisMachineOnly_isIt(String host) {
    assertThat(new Binding("toolwatch.host", host).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "", " ", "no-such-host.invalid"})
  void isLoopback_anythingElse_isNot(String host) {
    assertThat(new Binding("toolwatch.host", host).isLoopback()).isFalse();
  }
}
