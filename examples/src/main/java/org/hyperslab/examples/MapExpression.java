package org.hyperslab.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;

/**
 * Arithmetic on one array, {@code x}, in Python's notation and with Python's precedence: numbers,
 * {@code + - * / **}, parentheses, one comparison, and functions. Numbers are weak as they are in
 * NumPy: a float32 array stays float32, an integer array stays an integer array while the numbers
 * are integers.
 *
 * <pre>{@code
 * expression := sum [("<" | "<=" | ">" | ">=" | "==" | "!=") sum]
 * sum        := product {("+" | "-") product}
 * product    := signed {("*" | "/") signed}
 * signed     := {"+" | "-"} power
 * power      := atom ["**" signed]
 * atom       := number | "x" | function "(" sum {"," sum} ")" | "(" expression ")"
 * }</pre>
 */
final class MapExpression {
  /** A part of the expression, waiting for its array. */
  @FunctionalInterface
  private interface Part {
    Value on(ChunkedArray x);
  }

  private sealed interface Value {}

  private record Array(ChunkedArray array) implements Value {}

  /** A number; whether it was written without a point. */
  private record Scalar(double value, boolean whole) implements Value {}

  private record Function(UnaryOperator<ChunkedArray> array, DoubleUnaryOperator scalar) {}

  private static final Map<String, Function> FUNCTIONS =
      new TreeMap<>(
          Map.of(
              "abs", new Function(ChunkedArray::abs, Math::abs),
              "sqrt", new Function(ChunkedArray::sqrt, Math::sqrt),
              "exp", new Function(ChunkedArray::exp, Math::exp),
              "log", new Function(ChunkedArray::log, Math::log),
              "log10", new Function(ChunkedArray::log10, Math::log10),
              "sin", new Function(ChunkedArray::sin, Math::sin),
              "cos", new Function(ChunkedArray::cos, Math::cos),
              "floor", new Function(ChunkedArray::floor, Math::floor),
              "ceil", new Function(ChunkedArray::ceil, Math::ceil)));

  private static final List<String> COMPARISONS = List.of("<=", ">=", "==", "!=", "<", ">");

  private final String text;
  private int at;
  private final Part whole;

  private MapExpression(String text) {
    this.text = text;
    this.whole = comparison();
    if (at < text.length()) {
      throw error("unexpected '" + text.charAt(at) + "'");
    }
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException with the position, if it cannot be read
   */
  static MapExpression parse(String text) {
    return new MapExpression(text);
  }

  /**
   * The expression on an array.
   *
   * @throws IllegalArgumentException if the array's dtype does not allow an operation, or the
   *     expression does not use {@code x}
   */
  ChunkedArray on(ChunkedArray x) {
    return switch (whole.on(x)) {
      case Array(ChunkedArray array) -> array;
      case Scalar s -> throw new IllegalArgumentException("does not use x: \"" + text + "\"");
    };
  }

  // ---- reading

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException(
        what + " at position " + (Math.min(at, text.length()) + 1) + " of \"" + text + "\"");
  }

  private boolean skip(String token) {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (text.startsWith(token, at) && !(token.equals("*") && text.startsWith("**", at))) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!skip(token)) {
      throw error("expected '" + token + "'");
    }
  }

  private Part comparison() {
    Part left = sum();
    for (String operator : COMPARISONS) {
      if (skip(operator)) {
        return binary(operator, left, sum());
      }
    }
    return left;
  }

  private Part sum() {
    Part left = product();
    while (true) {
      if (skip("+")) {
        left = binary("+", left, product());
      } else if (skip("-")) {
        left = binary("-", left, product());
      } else {
        return left;
      }
    }
  }

  private Part product() {
    Part left = signed();
    while (true) {
      if (skip("*")) {
        left = binary("*", left, signed());
      } else if (skip("/")) {
        left = binary("/", left, signed());
      } else {
        return left;
      }
    }
  }

  private Part signed() {
    if (skip("-")) {
      Part part = signed();
      return x ->
          switch (part.on(x)) {
            case Array(ChunkedArray a) -> new Array(a.negative());
            case Scalar(double v, boolean w) -> new Scalar(-v, w);
          };
    }
    return skip("+") ? signed() : power();
  }

  private Part power() {
    Part base = atom();
    return skip("**") ? binary("**", base, signed()) : base;
  }

  private Part atom() {
    if (skip("(")) {
      Part inner = comparison();
      expect(")");
      return inner;
    }
    int start = at;
    if (at < text.length() && Character.isLetter(text.charAt(at))) {
      while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
        at++;
      }
      return named(text.substring(start, at), start);
    }
    return number();
  }

  private Part number() {
    int start = at;
    while (at < text.length() && isPartOfNumber(start)) {
      at++;
    }
    String digits = text.substring(start, at);
    try {
      Scalar value = new Scalar(Double.parseDouble(digits), digits.matches("[0-9]+"));
      return x -> value;
    } catch (NumberFormatException e) {
      at = start;
      throw error("expected a number, x, a function or '('");
    }
  }

  private boolean isPartOfNumber(int start) {
    char c = text.charAt(at);
    boolean exponentSign =
        (c == '-' || c == '+') && at > start && "eE".indexOf(text.charAt(at - 1)) >= 0;
    return Character.isDigit(c) || c == '.' || c == 'e' || c == 'E' || exponentSign;
  }

  private Part named(String name, int start) {
    if (name.equals("x")) {
      return Array::new;
    }
    Function function = FUNCTIONS.get(name);
    if (function == null && !name.equals("min") && !name.equals("max")) {
      at = start;
      throw error("unknown name '" + name + "' (known: x, min, max, " + names() + ")");
    }
    expect("(");
    List<Part> arguments = new ArrayList<>(List.of(sum()));
    while (skip(",")) {
      arguments.add(sum());
    }
    expect(")");
    if (arguments.size() != (function == null ? 2 : 1)) {
      throw error(name + " takes " + (function == null ? "two arguments" : "one argument"));
    }
    if (function == null) {
      return binary(name, arguments.get(0), arguments.get(1));
    }
    return x ->
        switch (arguments.getFirst().on(x)) {
          case Array(ChunkedArray a) -> new Array(function.array.apply(a));
          case Scalar(double v, boolean w) -> new Scalar(function.scalar.applyAsDouble(v), false);
        };
  }

  /** The names of the functions of one argument. */
  static String names() {
    return String.join(", ", FUNCTIONS.keySet());
  }

  // ---- evaluating

  private static Part binary(String operator, Part left, Part right) {
    return x -> {
      Value a = left.on(x);
      Value b = right.on(x);
      if (a instanceof Scalar s && b instanceof Scalar t) {
        return scalar(operator, s, t);
      }
      ChunkedArray like = a instanceof Array(ChunkedArray array) ? array : ((Array) b).array;
      return new Array(array(operator, operand(a, like), operand(b, like)));
    };
  }

  /** A number as an array of the type that it takes beside another array. */
  private static ChunkedArray operand(Value value, ChunkedArray like) {
    return switch (value) {
      case Array(ChunkedArray array) -> array;
      case Scalar(double v, boolean w) -> {
        DType type = like.dtype();
        if (type.isFloat() || !w) {
          yield ChunkedArray.full(
              Shape.of(), v, type.isFloat() ? type : DType.FLOAT64, Chunks.auto());
        }
        ChunkedArray widened = like.add((long) v); // refuses a number that the type cannot hold
        yield ChunkedArray.full(Shape.of(), (long) v, widened.dtype(), Chunks.auto());
      }
    };
  }

  private static ChunkedArray array(String operator, ChunkedArray a, ChunkedArray b) {
    return switch (operator) {
      case "+" -> a.add(b);
      case "-" -> a.subtract(b);
      case "*" -> a.multiply(b);
      case "/" -> a.divide(b);
      case "**" -> a.power(b);
      case "min" -> a.minimum(b);
      case "max" -> a.maximum(b);
      case "<" -> a.less(b);
      case "<=" -> a.lessEqual(b);
      case ">" -> a.greater(b);
      case ">=" -> a.greaterEqual(b);
      case "==" -> a.equal(b);
      case "!=" -> a.notEqual(b);
      default -> throw new IllegalStateException(operator);
    };
  }

  private static Scalar scalar(String operator, Scalar a, Scalar b) {
    boolean whole = a.whole && b.whole;
    return switch (operator) {
      case "+" -> new Scalar(a.value + b.value, whole);
      case "-" -> new Scalar(a.value - b.value, whole);
      case "*" -> new Scalar(a.value * b.value, whole);
      case "/" -> new Scalar(a.value / b.value, false);
      case "**" -> new Scalar(Math.pow(a.value, b.value), whole && b.value >= 0);
      case "min" -> new Scalar(Math.min(a.value, b.value), whole);
      case "max" -> new Scalar(Math.max(a.value, b.value), whole);
      default -> throw new IllegalArgumentException("comparison of two numbers: " + operator);
    };
  }
}
