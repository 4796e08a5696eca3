package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.ServiceId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every limit, and what is pushed past it. */
class LimitsTest {
  /** Of three services and those without a name: 24 of 60 series are kept for what folds. */
  private static final Cardinalities.Settings SMALL = Cardinalities.settings(60, 3);

  @Test
  void find_toolsBeyondTheFamilysLimit_foldAndTheirServiceStays() {
    Loops loops = new Loops(2, SMALL.withGuaranteed(0), Loops.TOOLS);
    for (int i = 0; i < 100; i++) {
      loops.count(i % 2, Loops.tool("orders", "tool" + i));
      loops.count(i % 2, new SeriesKey(ServiceId.of("stock"), "ping", "", ""));
    }
    Map<SeriesKey, Long> counts = loops.counts();
    // 36 series are left for names of three series each.
    assertThat(counts).hasSize(12 + 1).containsEntry(Loops.tool("orders", Family.OTHER), 89L);
    assertThat(counts).containsEntry(new SeriesKey(ServiceId.of("stock"), "ping", "", ""), 100L);
    assertThat(loops.budget.series()).isEqualTo(13 * 3).isLessThanOrEqualTo(60);
    assertThat(loops.limited("tool", "limit")).isEqualTo(89);
    assertThat(loops.limited("method", "limit")).isZero();
  }

  @Test
  void find_methodsBeyondTheLimit_foldApartFromCalls() {
    Loops loops = new Loops(1, SMALL.withGuaranteed(0), Loops.TOOLS);
    for (int i = 0; i < 40; i++) {
      loops.count(0, Loops.tool("orders", "tool" + i));
    }
    loops.count(0, new SeriesKey(ServiceId.of("orders"), "tools/list", "", ""));
    loops.count(0, new SeriesKey(ServiceId.of("orders"), "resources/read", "", ""));
    assertThat(loops.counts())
        .containsEntry(new SeriesKey(ServiceId.of("orders"), Family.OTHER, "", ""), 2L);
    assertThat(loops.count(Loops.tool("orders", Family.OTHER))).isEqualTo(28);
    assertThat(loops.limited("method", "limit")).isEqualTo(2);
  }

  @Test
  void find_dependenciesBeyondTheirNumber_foldWithTheirKind() {
    Loops loops = new Loops(1, Cardinalities.settings(10_000, 3), Loops.DEPENDENCIES);
    for (int i = 0; i < 200; i++) {
      loops.count(0, new SeriesKey(ServiceId.of("orders"), "http", "host" + i, ""));
    }
    assertThat(loops.counts()).hasSize(101);
    assertThat(loops.limited("dependency", "label")).isEqualTo(100);
  }

  @Test
  void find_toolsOfOneServiceBeyondTheirNumber_foldWithinTheBudget() {
    Loops loops = new Loops(1, Cardinalities.settings(10_000, 3).withMaxTools(5), Loops.TOOLS);
    for (int i = 0; i < 8; i++) {
      loops.count(0, Loops.tool("orders", "tool" + i));
      loops.count(0, Loops.tool("stock", "tool" + i % 5));
    }
    assertThat(loops.counts()).hasSize(5 + 1 + 5);
    assertThat(loops.count(Loops.tool("orders", Family.OTHER))).isEqualTo(3);
    assertThat(loops.limited("tool", "label")).isEqualTo(3);
    assertThat(loops.limited("tool", "limit")).isZero();
  }

  @Test
  void find_errorTypesBeyondTheirNumber_foldAndKeepTheirTool() {
    Loops loops =
        new Loops(1, Cardinalities.settings(10_000, 3).withMaxErrorTypes(2), Loops.ERRORS);
    for (int i = 0; i < 6; i++) {
      loops.count(0, Loops.error("orders", "find", "type" + i));
    }
    assertThat(loops.counts())
        .isEqualTo(
            Map.of(
                Loops.error("orders", "find", "type0"), 1L,
                Loops.error("orders", "find", "type1"), 1L,
                Loops.error("orders", "find", Family.OTHER), 4L));
    assertThat(loops.limited("error", "label")).isEqualTo(4);
    assertThat(loops.limited("tool", "label")).isZero();
  }

  @Test
  void find_aServiceThatTakesAllItCan_leavesTheOthersTheirShares() {
    Loops loops = new Loops(2, Cardinalities.settings(1000, 19), Loops.ERRORS);
    for (int i = 0; i < 5000; i++) {
      loops.count(i % 2, Loops.error("greedy", "find", "type" + i));
    }
    assertThat(loops.limited("error", "share") + loops.limited("error", "label")).isPositive();
    for (int service = 0; service < 7; service++) {
      for (int tool = 0; tool < 60; tool++) {
        loops.count(tool % 2, Loops.error("modest" + service, "tool" + tool, "timeout"));
      }
    }
    Map<SeriesKey, Long> counts = loops.counts();
    // 960 for names, of which 480 in eight shares of 60.
    for (int service = 0; service < 7; service++) {
      for (int tool = 0; tool < 60; tool++) {
        assertThat(counts)
            .containsEntry(Loops.error("modest" + service, "tool" + tool, "timeout"), 1L);
      }
    }
    assertThat(counts.size()).isLessThanOrEqualTo(1000);
  }

  @Test
  void find_manyServices_areOtherBeyondTheirNumber() {
    Loops loops = new Loops(2, SMALL, Loops.TOOLS);
    for (int i = 0; i < 1000; i++) {
      ServiceId service = loops.cardinality.services().admit(ServiceId.of("service" + i));
      loops.count(i % 2, Loops.tool(service.name(), "find"));
    }
    assertThat(loops.cardinality.services().services()).isEqualTo(3);
    assertThat(loops.cardinality.services().limited()).isEqualTo(997);
    assertThat(loops.cardinality.services().demand()).isBetween(900L, 1100L);
    assertThat(loops.count(Loops.tool("service0", "find"))).isEqualTo(1);
    assertThat(loops.count(Loops.tool(Family.OTHER, "find"))).isEqualTo(997);
  }

  /** Whoever asks the budget of services first, a name that nobody admitted has no series. */
  @Test
  void find_aServiceThatWasNotAdmitted_isAdmittedOrOther() {
    Loops loops = new Loops(1, SMALL, Loops.TOOLS);
    for (int i = 0; i < 10; i++) {
      loops.count(0, Loops.tool("service" + i, "find"));
    }
    assertThat(loops.counts().keySet())
        .extracting(key -> key.service().name())
        .containsOnly("service0", "service1", "service2", Family.OTHER);
  }

  @Test
  void admit_sameTextAgain_isTheSameInstance() {
    Loops loops = new Loops(1, SMALL, Loops.TOOLS);
    ServiceId first = loops.cardinality.services().admit(ServiceId.of("orders"));
    assertThat(loops.cardinality.services().admit(ServiceId.of(String.join("", "ord", "ers"))))
        .isSameAs(first);
  }

  @Test
  void demand_ofNamesThatFold_isCloseToTheirNumber() {
    Loops loops = new Loops(2, SMALL, Loops.TOOLS);
    for (int i = 0; i < 100_000; i++) {
      loops.count(i % 2, Loops.tool("orders", "tool" + i));
    }
    // 2.3 % is one standard deviation, and every run has a seed of its own.
    assertThat(loops.budget.demand() / 3).isBetween(89_000L, 111_000L);
    FamilyReport report = loops.budget.report(10);
    assertThat(report.services().get(0).service()).isEqualTo("orders");
    assertThat(report.services().get(0).demand() / 3).isBetween(75_000L, 125_000L);
    assertThat(report.folded()).isEqualTo(loops.count(Loops.tool("orders", Family.OTHER)));
  }

  @Test
  void demand_ofAnHourWithoutThem_falls() {
    Loops loops = new Loops(1, SMALL, Loops.TOOLS);
    for (int i = 0; i < 10_000; i++) {
      loops.count(0, Loops.tool("orders", "tool" + i));
    }
    for (int hour = 0; hour < 3; hour++) {
      loops.time.advance(Duration.ofHours(1));
      loops.count(0, Loops.tool("orders", "tool0"));
      loops.rounds(1);
    }
    assertThat(loops.budget.demand()).isEqualTo(3);
  }

  @Test
  void dryRun_belowTheLimit_foldsNothingAndSaysWhatWould() {
    Loops loops = new Loops(2, Cardinalities.settings(1000, 3).withDryRun(24 + 6 * 3), Loops.TOOLS);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 20; i++) {
        // The later ones are the more frequent.
        loops.count(i % 2, Loops.tool("orders", "tool" + i), i < 14 ? 1 : 50);
      }
      loops.rounds(1);
    }
    assertThat(loops.counts()).hasSize(20).doesNotContainKey(Loops.tool("orders", Family.OTHER));
    assertThat(loops.limited("tool", "limit") + loops.limited("tool", "share")).isZero();
    long before = loops.limited("tool", "dry_run");
    for (int i = 0; i < 20; i++) {
      loops.count(i % 2, Loops.tool("orders", "tool" + i), i < 14 ? 1 : 50);
    }
    loops.rounds(1);
    assertThat(loops.limited("tool", "dry_run") - before).isEqualTo(14);
  }

  /** As a chain they would be looked through by every one: that takes minutes. */
  @Test
  @Timeout(20)
  void find_namesOfTheSameHash_isNotSlowed() {
    Loops loops =
        new Loops(
            1,
            Cardinalities.settings(20_000, 1).withGuaranteed(0).withMaxTools(20_000),
            new Family("tools", "method", "tools/call", "tool", "", 1));
    String[] names = new String[1 << 14];
    for (int i = 0; i < names.length; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      names[i] = name.toString();
    }
    assertThat(names[1].hashCode()).isEqualTo(names[names.length - 1].hashCode());
    for (int round = 0; round < 20; round++) {
      for (String name : names) {
        loops.count(0, Loops.tool("orders", name));
      }
    }
    assertThat(loops.counts())
        .hasSize(names.length)
        .allSatisfy((key, n) -> assertThat(n).isEqualTo(20));
  }

  @Test
  void limits_thatCannotBeKept_areRefused() {
    assertThatThrownBy(() -> new Loops(1, Cardinalities.settings(23, 3), Loops.TOOLS))
        .hasMessageContaining("toolwatch.cardinality.max-series must be at least 24");
    assertThatThrownBy(() -> new Loops(1, Cardinalities.settings(60, 0), Loops.TOOLS))
        .hasMessageContaining("toolwatch.cardinality.max-services");
    assertThatThrownBy(() -> new Loops(1, SMALL.withGuaranteed(1.1), Loops.TOOLS))
        .hasMessageContaining("toolwatch.cardinality.guaranteed");
    assertThatThrownBy(() -> new Loops(1, SMALL.withMaxTools(0), Loops.TOOLS))
        .hasMessageContaining("toolwatch.cardinality.max-tools");
    assertThatThrownBy(() -> new Loops(1, SMALL.withDryRun(61), Loops.TOOLS))
        .hasMessageContaining("toolwatch.cardinality.dry-run-max-series");
    assertThatThrownBy(() -> new Loops(1, SMALL.withDryRun(20), Loops.TOOLS))
        .hasMessageContaining("toolwatch.cardinality.dry-run-max-series must be from 24");
    assertThatThrownBy(
            () -> new Loops(1, SMALL.withIdleTimeout(Duration.ofSeconds(-1)), Loops.TOOLS))
        .hasMessageContaining("toolwatch.cardinality.idle-timeout");
  }
}
