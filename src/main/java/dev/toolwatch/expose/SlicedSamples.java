package dev.toolwatch.expose;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;

/**
 * Samples that are made when they are written, a slice at a time, and each time anew: a page of many
 * series holds one slice of them. For one thread at a time.
 *
 * @param <T> what they are made of
 * @param <S> of one type
 */
public final class SlicedSamples<T, S extends Sample> extends AbstractList<S> {
  private static final int SLICE = 256;

  private final List<T> origins;
  private final Class<S> kind;
  private final Function<List<T>, List<S>> make;
  private List<S> slice = List.of();
  private int from;

  /**
   * Samples of what they are made of.
   *
   * @param origins taken over, not copied
   * @param make as many samples as it is given, in that order; may wait for those who have the data
   */
  public SlicedSamples(List<T> origins, Class<S> kind, Function<List<T>, List<S>> make) {
    this.origins = origins;
    this.kind = kind;
    this.make = make;
  }

  Class<S> kind() {
    return kind;
  }

  @Override
  public S get(int index) {
    if (index < from || index >= from + slice.size()) {
      from = index;
      slice = make.apply(origins.subList(from, Math.min(from + SLICE, origins.size())));
    }
    return slice.get(index - from);
  }

  @Override
  public int size() {
    return origins.size();
  }
}
