package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BudgetsTest {
  private static SeriesKey key(String tool, String detail) {
    return new SeriesKey("orders", "tools/call", tool, detail);
  }

  @Test
  void admit_seriesBeyondTheLimit_foldAndAreCounted() {
    SeriesBudget budget = new SeriesBudget("family", 2, "tool", "");
    assertThat(budget.admit(key("a", "ok"))).isEqualTo(key("a", "ok"));
    assertThat(budget.admit(key("b", "ok"))).isEqualTo(key("b", "ok"));
    assertThat(budget.admit(key("c", "ok"))).isEqualTo(key(SeriesBudget.OTHER, "ok"));
    assertThat(budget.admit(key("c", "error"))).isEqualTo(key(SeriesBudget.OTHER, "error"));
    assertThat(budget.admit(key("a", "error"))).isEqualTo(key(SeriesBudget.OTHER, "error"));
    // Known before, and known as what it folds into.
    assertThat(budget.admit(key("a", "ok"))).isEqualTo(key("a", "ok"));
    assertThat(budget.admit(key(SeriesBudget.OTHER, "ok")))
        .isEqualTo(key(SeriesBudget.OTHER, "ok"));
    assertThat(budget.series()).isEqualTo(4);
    assertThat(budget.limitedTools()).isEqualTo(3);
    assertThat(budget.limitedDetails()).isZero();
  }

  @Test
  void admit_openDetailBeyondTheLimit_foldsAndIsCounted() {
    SeriesBudget budget = new SeriesBudget("family", 1, "tool", "error_type");
    budget.admit(key("a", "e1"));
    assertThat(budget.admit(key("", "e2"))).isEqualTo(key("", SeriesBudget.OTHER));
    assertThat(budget.limitedTools()).isZero();
    assertThat(budget.limitedDetails()).isEqualTo(1);
  }

  @Test
  void admit_servicesBeyondTheLimit_areOther() {
    ServiceBudget budget = new ServiceBudget(2);
    assertThat(budget.admit("a")).isEqualTo("a");
    assertThat(budget.admit("b")).isEqualTo("b");
    assertThat(budget.admit("c")).isEqualTo(SeriesBudget.OTHER);
    assertThat(budget.admit("a")).isEqualTo("a");
    assertThat(budget.services()).isEqualTo(2);
    assertThat(budget.limited()).isEqualTo(1);
  }

  @Test
  void admit_sameTextAgain_isTheSameInstance() {
    ServiceBudget budget = new ServiceBudget(2);
    String first = budget.admit("orders");
    assertThat(budget.admit(String.join("", "ord", "ers"))).isSameAs(first);
  }

  @Test
  void limit_belowOne_isRefused() {
    assertThatThrownBy(() -> new ServiceBudget(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SeriesBudget("family", 0, "", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
