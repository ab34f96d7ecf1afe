package org.hyperslab.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.examples.picture.Axes;
import org.junit.jupiter.api.Test;

class MapAxesTest {
  private static Axes axes(double[] y, double[] x) {
    Variable map =
        Variable.of(
            "v", List.of("y", "x"), ChunkedArray.zeros(y.length, x.length), Attributes.none());
    Dataset dataset =
        Dataset.builder()
            .variable(map)
            .variable(
                Variable.of(
                    "y", List.of("y"), ChunkedArray.fromJava(y), Attributes.of("units", "m")))
            .variable(Variable.of("x", List.of("x"), ChunkedArray.fromJava(x), Attributes.none()))
            .build();
    return MapAxes.of(dataset, map, Session.shared());
  }

  @Test
  void edgesAreHalfAStepBeyondTheCoordinates() {
    assertEquals(
        new Axes("x", "y (m)", 9.5, 12.5, 62.5, 57.5, true),
        axes(new double[] {61.25, 58.75}, new double[] {10, 11, 12}));
    assertEquals(
        new Axes("x", "y (m)", 0, 2, 0, 200, false),
        axes(new double[] {50, 150}, new double[] {0.5, 1.5}));
  }

  @Test
  void whatIsNotEvenlySpacedIsCounted() {
    assertEquals(Axes.ofPixels(3, 2), axes(new double[] {1, 2, 4}, new double[] {1, 2}));
    assertEquals(Axes.ofPixels(2, 2), axes(new double[] {1, 2}, new double[] {2, 1}));
    assertEquals(Axes.ofPixels(2, 1), axes(new double[] {1, 2}, new double[] {2}));
    assertEquals(Axes.ofPixels(2, 2), axes(new double[] {1, Double.NaN}, new double[] {1, 2}));
  }
}
