package dev.toolwatch.probe;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Resolves a name as the JVM does, with its cache of 30 s. Connects to nothing. */
final class DnsCheck implements Check {
  private static final int SHOWN = 3;

  private final String name;
  private final Optional<InetAddress> expected;

  /**
   * @param expected an address that must be among those of the name
   */
  DnsCheck(String name, Optional<InetAddress> expected) {
    this.name = name;
    this.expected = expected;
  }

  @Override
  public Reading run(Steps steps) throws CheckFailure {
    List<InetAddress> addresses = Addresses.resolve(name, steps);
    steps.remaining(); // the resolver knows no deadline
    String found =
        String.join(", ", addresses.stream().limit(SHOWN).map(Addresses::text).toList())
            + (addresses.size() > SHOWN ? " and " + (addresses.size() - SHOWN) + " more" : "");
    if (expected.isPresent() && !addresses.contains(expected.get())) {
      throw new CheckFailure(
          Verdict.DOWN, name + " is " + found + ", expected " + Addresses.text(expected.get()));
    }
    return Reading.of(found);
  }
}
