package dev.toolwatch.expose;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Samples that are made slice by slice while they are written, so that a page of many series holds
 * only one slice. Each iteration makes them again. For one thread at a time.
 *
 * @param <T> the type of the origins
 * @param <S> the type of the samples
 */
public final class SlicedSamples<T, S extends Sample> extends AbstractList<S> {
  private static final int SLICE = 256;

  private final List<T> origins;
  private final Class<S> kind;
  private final Function<List<T>, List<S>> make;
  private List<S> slice = List.of();
  private int from;

  /**
   * Samples that are made from origins.
   *
   * @param origins kept, not copied
   * @param make makes one sample of each origin, in the same order; may wait for the data
   */
  public SlicedSamples(List<T> origins, Class<S> kind, Function<List<T>, List<S>> make) {
    this.origins = origins;
    this.kind = kind;
    this.make = make;
  }

  /** The same samples with other labels. */
  SlicedSamples<T, S> labelled(UnaryOperator<Labels> labels) {
    return new SlicedSamples<>(
        origins,
        kind,
        some ->
            make.apply(some).stream()
                .map(sample -> kind.cast(sample.with(labels.apply(sample.labels()))))
                .toList());
  }

  /** Lists of samples one after the other, each of which is asked only while it is written. */
  static <S extends Sample> SlicedSamples<Supplier<Sample>, S> joined(
      List<List<? extends Sample>> parts, Class<S> kind) {
    List<Supplier<Sample>> origins = new ArrayList<>();
    for (List<? extends Sample> part : parts) {
      for (int i = 0; i < part.size(); i++) {
        int index = i;
        origins.add(() -> part.get(index));
      }
    }
    return new SlicedSamples<>(
        origins, kind, some -> some.stream().map(Supplier::get).map(kind::cast).toList());
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
