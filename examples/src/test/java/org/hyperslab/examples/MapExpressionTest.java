package org.hyperslab.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.DoubleUnaryOperator;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapExpressionTest {
  private static final double[] X = {0.25, 1, 2, 3.5, 300};

  private static double[] values(String expression, Object x) {
    try (DenseArray a = MapExpression.parse(expression).on(ChunkedArray.fromJava(x)).compute()) {
      return a.toDoubles();
    }
  }

  private static void check(String expression, DoubleUnaryOperator expected) {
    double[] e = new double[X.length];
    for (int i = 0; i < e.length; i++) {
      e[i] = expected.applyAsDouble(X[i]);
    }
    double[] values = values(expression, X);
    for (int i = 0; i < e.length; i++) {
      assertEquals(e[i], values[i], 1e-14 * Math.abs(e[i]), expression + " of " + X[i]);
    }
  }

  @Test
  void computesAsPythonDoes() {
    check("x", x -> x);
    check("(x - 273.15) * 1.8 + 32", x -> (x - 273.15) * 1.8 + 32);
    check("1 + 2 * x - 3 / x", x -> 1 + 2 * x - 3 / x);
    check("10 - x - 1", x -> 10 - x - 1);
    check("24 / x / 2", x -> 24 / x / 2);
    check("-x ** 2", x -> -(x * x));
    check("2 ** -x", x -> Math.pow(2, -x));
    check("x ** 0.5 ** 2", x -> Math.pow(x, 0.25));
    check("--x", x -> x);
    check("2*3 + x", x -> 6 + x);
    check("1.5e2 + x - 1E-3", x -> 150 + x - 1e-3);
    check("sqrt(x) + log(exp(1)) * abs(-x)", x -> Math.sqrt(x) + x);
    check("max(min(x, 2), 0.5)", x -> Math.max(Math.min(x, 2), 0.5));
    check("(x > 1) * 10", x -> x > 1 ? 10 : 0);
    check("x<=2", x -> x <= 2 ? 1 : 0);
    check("x != 2", x -> x != 2 ? 1 : 0);
    check("floor(x) + ceil(x)", x -> Math.floor(x) + Math.ceil(x));
  }

  @Test
  void keepsTypesAsNumPyDoes() {
    assertEquals(DType.FLOAT32, type("(x - 273.15) * 1.8 + 32", new float[1]));
    assertEquals(DType.FLOAT32, type("1 / x ** 2.5", new float[1]));
    assertEquals(DType.INT16, type("2 - x * 3", new short[1]));
    assertEquals(DType.FLOAT64, type("x * 1.0", new short[1]));
    assertEquals(DType.FLOAT64, type("x / 2", new int[1]));
    assertEquals(DType.BOOL, type("x > 2", new int[1]));
    assertArrayEquals(new double[] {-1, 8}, values("2 * x - 3", new int[] {1, 5}).clone(), 3);
  }

  private static DType type(String expression, Object x) {
    return MapExpression.parse(expression).on(ChunkedArray.fromJava(x)).dtype();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x +         | expected a number, x, a function or '(' at position 4 of \"x +\"",
        "1 + * x     | expected a number, x, a function or '(' at position 5 of \"1 + * x\"",
        "(x          | expected ')' at position 3 of \"(x\"",
        "x)          | unexpected ')' at position 2 of \"x)\"",
        "x x         | unexpected 'x' at position 3 of \"x x\"",
        "y           | unknown name 'y' (known: x, min, max, abs, ceil, cos, exp, floor, log,"
            + " log10, sin, sqrt) at position 1 of \"y\"",
        "sqrt x      | expected '(' at position 6 of \"sqrt x\"",
        "min(x)      | min takes two arguments at position 7 of \"min(x)\"",
        "sqrt(x, 2)  | sqrt takes one argument at position 11 of \"sqrt(x, 2)\"",
        "1..2 * x    | expected a number, x, a function or '(' at position 1 of \"1..2 * x\"",
      })
  void saysWhereItCannotBeRead(String expression, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> MapExpression.parse(expression))
            .getMessage());
  }

  @Test
  void needsX() {
    MapExpression three = MapExpression.parse("1 + 2");
    ChunkedArray x = ChunkedArray.arange(3);
    assertEquals(
        "does not use x: \"1 + 2\"",
        assertThrows(IllegalArgumentException.class, () -> three.on(x)).getMessage());
  }
}
