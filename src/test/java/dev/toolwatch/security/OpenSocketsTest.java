package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** Which connection goes when there are too many. */
class OpenSocketsTest {
  private final Channel first = new EmbeddedChannel();
  private final Channel second = new EmbeddedChannel();
  private final Channel third = new EmbeddedChannel();

  @Test
  void atTheLimit_theOldestSilentOneGoes() {
    OpenSockets sockets = new OpenSockets(2, false);
    assertThat(sockets.add(first)).isNull();
    assertThat(sockets.add(second)).isNull();
    sockets.served(first);
    assertThat(sockets.add(third)).isSameAs(second);
    sockets.closed(second);
    assertThat(sockets.open()).isEqualTo(2);
  }

  @Test
  void atTheLimit_whenAllWereServed_theNewOneGoes() {
    OpenSockets sockets = new OpenSockets(1, false);
    sockets.add(first);
    sockets.served(first);
    assertThat(sockets.add(second)).isSameAs(second);
    assertThat(sockets.open()).isEqualTo(1);
    sockets.closed(first);
    assertThat(sockets.add(third)).isNull();
  }

  @Test
  void servedOnesMayGo_theOldestGoes() {
    OpenSockets sockets = new OpenSockets(1, true);
    sockets.add(first);
    sockets.served(first);
    assertThat(sockets.add(second)).isSameAs(first);
  }

  @Test
  void givenUpButNotClosed_areBounded() {
    OpenSockets sockets = new OpenSockets(1, true);
    for (int i = 0; i < 100; i++) {
      sockets.add(new EmbeddedChannel());
    }
    assertThat(sockets.open()).isEqualTo(17);
    assertThat(sockets.add(first)).isSameAs(first);
  }
}
