package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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

  @Test
  void atTheLimit_theOneOfThePeerWithMostSilentOnesGoes_notTheOldest() {
    OpenSockets sockets = new OpenSockets(3, false);
    Channel honest = from("192.0.2.1");
    Channel flood = from("192.0.2.2");
    sockets.add(honest);
    sockets.add(flood);
    sockets.add(from("192.0.2.2"));
    assertThat(sockets.add(from("192.0.2.2"))).isSameAs(flood);
    sockets.closed(flood);
    for (int i = 0; i < 100; i++) {
      Channel givenUp = sockets.add(from("192.0.2.2"));
      assertThat(givenUp).isNotSameAs(honest);
      sockets.closed(givenUp);
    }
  }

  @Test
  void givenUpButNotClosed_keepNoOtherPeerOut() {
    OpenSockets sockets = new OpenSockets(4, true);
    for (int i = 0; i < 100; i++) {
      sockets.add(from("192.0.2.2"));
    }
    Channel honest = from("192.0.2.1");
    assertThat(sockets.add(honest)).isNotNull().isNotSameAs(honest);
    Channel more = from("192.0.2.2");
    assertThat(sockets.add(more)).isSameAs(more);
  }

  @Test
  void addressesOfAnIpv6Network_areOnePeer() {
    OpenSockets sockets = new OpenSockets(3, false);
    Channel flood = from("2001:db8:0:1::1");
    sockets.add(from("2001:db8:0:2::1"));
    sockets.add(flood);
    sockets.add(from("2001:db8:0:1::2"));
    assertThat(sockets.add(from("2001:db8:0:1::3"))).isSameAs(flood);
  }

  @Test
  void atTheLimit_servedOnes_areChosenByPeerAsWell() {
    OpenSockets sockets = new OpenSockets(3, true);
    Channel honest = from("192.0.2.1");
    Channel flood = from("192.0.2.2");
    for (Channel channel : new Channel[] {honest, flood, from("192.0.2.2")}) {
      sockets.add(channel);
      sockets.served(channel);
    }
    assertThat(sockets.add(from("192.0.2.2"))).isSameAs(flood);
  }

  /** The request of a connection that has just come is still on its way. */
  @Test
  void atTheLimit_theOnlySilentOneAmongServedOnes_stays() {
    OpenSockets sockets = new OpenSockets(4, true);
    Channel oldest = from("192.0.2.2");
    for (Channel channel : new Channel[] {oldest, from("192.0.2.3"), from("192.0.2.4")}) {
      sockets.add(channel);
      sockets.served(channel);
    }
    sockets.add(from("192.0.2.1"));
    assertThat(sockets.add(from("192.0.2.5"))).isSameAs(oldest);
  }

  private static Channel from(String address) {
    return new EmbeddedChannel() {
      @Override
      protected SocketAddress remoteAddress0() {
        return new InetSocketAddress(address, 1);
      }
    };
  }
}
