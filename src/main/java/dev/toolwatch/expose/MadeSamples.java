package dev.toolwatch.expose;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;

/**
 * Samples that are made as they are written, one after the other and each time anew: a page of many
 * series holds one of them at a time. As immutable as what they are made of.
 *
 * @param <T> what they are made of
 * @param <S> of one type
 */
public final class MadeSamples<T, S extends Sample> extends AbstractList<S> {
  private final List<T> origins;
  private final Class<S> kind;
  private final Function<T, S> make;

  /** @param origins taken over, not copied */
  public MadeSamples(List<T> origins, Class<S> kind, Function<T, S> make) {
    this.origins = origins;
    this.kind = kind;
    this.make = make;
  }

  Class<S> kind() {
    return kind;
  }

  @Override
  public S get(int index) {
    return make.apply(origins.get(index));
  }

  @Override
  public int size() {
    return origins.size();
  }
}
