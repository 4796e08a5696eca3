package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTest {
  private int created;
  private final Pool<List<String>> pool =
      new Pool<>(
          () -> {
            created++;
            return new ArrayList<>();
          },
          List::clear);

  private static List<List<String>> take(Pool<List<String>>.Taken taken, int number) {
    List<List<String>> some = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      List<String> one = taken.take();
      assertThat(one).isEmpty();
      one.add("used");
      some.add(one);
    }
    return some;
  }

  @Test
  void take_afterGiveBack_givesTheSameOnes_clear_inTheSameOrder() {
    Pool<List<String>>.Taken first = pool.new Taken();
    List<List<String>> used = take(first, 5);
    first.trim();
    first.giveBack();
    List<List<String>> again = take(pool.new Taken(), 5);
    assertThat(again).hasSameSizeAs(used);
    for (int i = 0; i < used.size(); i++) {
      assertThat(again.get(i)).isSameAs(used.get(i));
    }
    assertThat(created).isEqualTo(5);
  }

  @Test
  void take_beforeTheyAreGivenBack_creates_andLaterUsesThem() {
    Pool<List<String>>.Taken first = pool.new Taken();
    take(first, 5);
    first.trim();
    Pool<List<String>>.Taken second = pool.new Taken();
    take(second, 2);
    first.giveBack();
    take(second, 5);
    assertThat(created).isEqualTo(7);
    second.trim();
    second.giveBack();
    take(pool.new Taken(), 7);
    assertThat(created).isEqualTo(7);
  }

  @Test
  void userThatTakesNone_leavesNone() {
    Pool<List<String>>.Taken first = pool.new Taken();
    take(first, 5);
    first.trim();
    first.giveBack();
    Pool<List<String>>.Taken none = pool.new Taken();
    none.trim();
    none.giveBack();
    take(pool.new Taken(), 5);
    assertThat(created).isEqualTo(10);
  }

  @Test
  void usersThatTakeFew_leaveFew() {
    Pool<List<String>>.Taken many = pool.new Taken();
    take(many, 1000);
    many.trim();
    many.giveBack();
    for (int user = 0; user < 2; user++) {
      Pool<List<String>>.Taken few = pool.new Taken();
      take(few, 3);
      few.trim();
      few.giveBack();
    }
    take(pool.new Taken(), 10);
    assertThat(created).isEqualTo(1007);
  }
}
