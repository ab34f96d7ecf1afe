package org.hyperslab.examples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Hyperslab;
import org.hyperslab.grid.IndexMap;

/** Cuts a variable by index, and its coordinates with it. */
final class DatasetSlice {
  private DatasetSlice() {}

  /** The dataset with the variable cut; other variables that the cut does not leave whole go. */
  static Dataset apply(Dataset dataset, String name, Hyperslab selection) {
    Variable v = dataset.variable(name);
    IndexMap map = selection.on(v.shape());
    List<String> left = new ArrayList<>();
    Map<String, Hyperslab.Item> cuts = new HashMap<>();
    for (int d = 0; d < map.view().rank(); d++) {
      int axis = map.axis(d);
      String dimension = axis == IndexMap.NONE ? "newaxis_" + d : v.dimensions().get(axis);
      left.add(dimension);
      if (axis != IndexMap.NONE) {
        long start = map.base(axis);
        long stop = start + map.view().dim(d) * map.step(d);
        cuts.put(dimension, new Hyperslab.Range(start, stop < 0 ? null : stop, map.step(d)));
      }
    }
    Dataset.Builder b = Dataset.builder().name(dataset.name()).attributes(dataset.attributes());
    for (Variable other : dataset.variables()) {
      boolean coordinate = other.isNumeric() && !other.name().equals(name);
      if (coordinate && cuts.keySet().containsAll(other.dimensions())) {
        List<Hyperslab.Item> items = other.dimensions().stream().map(cuts::get).toList();
        b.variable(
            Variable.of(
                other.name(),
                other.dimensions(),
                other.array().slice(new Hyperslab(items)),
                other.attributes()));
      }
    }
    return b.variable(Variable.of(v.name(), left, v.array().slice(selection), v.attributes()))
        .build();
  }
}
