package dev.toolwatch.usage;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.sketch.LowestUsers;
import dev.toolwatch.sketch.UserSet;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import java.util.HashMap;
import java.util.Map;

/** Clients and the most active users of one service in one minute. Not thread-safe. */
final class ServiceMinute {
  private final ServiceUse service;
  private final LowestUsers week;
  private final TopUsers busy = new TopUsers();
  private final Map<ClientName, ClientTrack> clients = new HashMap<>();
  private final ClientName probe = new ClientName();

  /**
   * @param week the sample of the service's users in the week of this minute
   */
  ServiceMinute(ServiceUse service, LowestUsers week) {
    this.service = service;
    this.week = week;
  }

  ServiceUse service() {
    return service;
  }

  LowestUsers week() {
    return week;
  }

  TopUsers busy() {
    return busy;
  }

  /** The counts of the operation's client, or null if the client is not known yet. */
  ClientTrack client(Operation operation) {
    return clients.get(probe.of(operation.clientName(), operation.clientVersion()));
  }

  /** Starts to count a client. */
  ClientTrack addClient(String name, String version) {
    return clients.computeIfAbsent(new ClientName().of(name, version), client -> new ClientTrack());
  }

  void copyClients(Map<Client, ClientUse> into) {
    clients.forEach(
        (client, use) ->
            into.merge(
                new Client(service.service(), client.name, client.version),
                use.snapshot(),
                ClientUse::plus));
  }

  /** The operations and users of a client. */
  static final class ClientTrack {
    private final UserSet users = new UserSet();
    private long operations;

    UserSet users() {
      return users;
    }

    void add(long times) {
      operations += times;
    }

    private ClientUse snapshot() {
      return new ClientUse(operations, users.snapshot());
    }
  }

  /**
   * A client as a key. A mutable one is reused for look-ups; keys in the map never change. Ordered,
   * so that a look-up takes logarithmic time even if names were chosen to have the same hash.
   */
  private static final class ClientName implements Comparable<ClientName> {
    private String name;
    private String version;

    private ClientName of(String clientName, String clientVersion) {
      name = clientName;
      version = clientVersion;
      return this;
    }

    @Override
    public int hashCode() {
      return name.hashCode() * 31 + version.hashCode();
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof ClientName other
          && name.equals(other.name)
          && version.equals(other.version);
    }

    @Override
    public int compareTo(ClientName other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : version.compareTo(other.version);
    }
  }
}
