package dev.toolwatch.mcp;

import dev.toolwatch.mcp.CallTrees.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** When and in which pieces the spans of made-up traces arrive. */
public final class Arrivals {
  private Arrivals() {}

  /**
   * When each span arrives: those of one story within the spread, stories at any time.
   *
   * @param start the first moment
   * @param span the milliseconds within which stories begin
   */
  public static SortedMap<Long, List<Node>> of(
      Random random, CallTrees trees, long start, int span, int spread) {
    Map<Integer, Long> begins = new HashMap<>();
    SortedMap<Long, List<Node>> arrivals = new TreeMap<>();
    for (Node node : trees.nodes()) {
      long begin = begins.computeIfAbsent(node.story(), story -> start + random.nextInt(span));
      long at = begin + random.nextInt(spread + 1);
      arrivals.computeIfAbsent(at, when -> new ArrayList<>()).add(node);
    }
    arrivals.values().forEach(nodes -> Collections.shuffle(nodes, random));
    return arrivals;
  }

  public static List<List<JoinInput>> batches(Random random, List<Node> nodes) {
    return split(random, nodes.stream().map(Node::input).toList());
  }

  static List<List<JoinInput>> split(Random random, List<JoinInput> spans) {
    List<List<JoinInput>> batches = new ArrayList<>();
    for (JoinInput span : spans) {
      if (batches.isEmpty() || random.nextInt(3) == 0) {
        batches.add(new ArrayList<>());
      }
      batches.get(batches.size() - 1).add(span);
    }
    return batches;
  }
}
