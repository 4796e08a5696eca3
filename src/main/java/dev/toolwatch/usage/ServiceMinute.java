package dev.toolwatch.usage;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.sketch.LowestUsers;
import dev.toolwatch.sketch.UserSet;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import java.util.IdentityHashMap;
import java.util.Map;

/** Clients and the most active users of one service in one minute. Not thread-safe. */
final class ServiceMinute {
  private final ServiceUse service;
  private final LowestUsers week;
  private final TopUsers busy;
  private ClientTrack further;

  /** Keyed by the identity of a name, as the rows of {@link MinuteUse} are. */
  private final IdentityHashMap<SeriesKey, ClientTrack> clients = new IdentityHashMap<>();

  /**
   * @param week the sample of the service's users in the week of this minute
   * @param busy without operations
   */
  ServiceMinute(ServiceUse service, LowestUsers week, TopUsers busy) {
    this.service = service;
    this.week = week;
    this.busy = busy;
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

  /** The counts of a client, or null if there are none yet. */
  ClientTrack client(SeriesKey name) {
    return clients.get(name);
  }

  void put(SeriesKey name, ClientTrack client) {
    clients.put(name, client);
  }

  /** The counts of all clients for which there is no room. */
  ClientTrack furtherClients() {
    if (further == null) {
      further = new ClientTrack();
    }
    return further;
  }

  /** Adds what another loop has counted for the same service and minute. */
  void add(ServiceMinute other) {
    busy.add(other.busy);
    other.clients.forEach(
        (name, use) -> {
          ClientTrack known = clients.putIfAbsent(name, use);
          if (known != null) {
            known.add(use);
          }
        });
    if (other.further != null) {
      furtherClients().add(other.further);
    }
  }

  void copyClients(Map<Client, ClientUse> into) {
    clients.forEach(
        (name, use) -> into.merge(ClientNames.client(name), use.snapshot(), ClientUse::plus));
    if (further != null) {
      into.merge(
          new Client(service.service(), Family.OTHER, ""), further.snapshot(), ClientUse::plus);
    }
  }

  /** The operations and users of a client. Used again and again. */
  static final class ClientTrack {
    private final UserSet users = new UserSet();
    private long operations;

    UserSet users() {
      return users;
    }

    void add(long times) {
      operations += times;
    }

    void clear() {
      users.clear();
      operations = 0;
    }

    private void add(ClientTrack other) {
      operations += other.operations;
      users.addAll(other.users);
    }

    private ClientUse snapshot() {
      return new ClientUse(operations, users.finish());
    }
  }
}
