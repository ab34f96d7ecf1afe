package org.hyperslab.dataset;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * How a variable's stored numbers become values: CF's {@code scale_factor}, {@code add_offset},
 * {@code _FillValue}, {@code missing_value}, {@code valid_range}, {@code valid_min}, {@code
 * valid_max}, and {@code _Unsigned} of the NetCDF conventions.
 *
 * <p>What is missing becomes NaN, in the dtype that xarray 2023.01 chooses: where something can be
 * missing, integers of up to 16 bits become float32 and wider ones float64; then, where there is a
 * scale or an offset, float32 stays, integers of up to 16 bits with nothing but a scale become
 * float32, and everything else float64. Arithmetic is in that dtype. Unlike xarray, values outside
 * the valid range are missing, as CF says.
 *
 * <p>Attributes are taken as people write them: numbers in texts are numbers, a fill value that the
 * stored type cannot hold (NaN for an integer) stands for nothing, there may be several. The valid
 * range counts in stored numbers, or, where it is of a float type and they are integers that have a
 * scale or an offset, in unpacked ones (NetCDF User's Guide, Attribute Conventions).
 *
 * @param stored the type to take the stored numbers as
 * @param missing the stored numbers that stand for nothing
 * @param canMiss whether an attribute says that something may be missing
 * @param packed the valid range of stored numbers, or null
 * @param unpacked the valid range of values, or null
 * @param scale what to multiply with, or null
 * @param offset what to add then, or null
 */
record Packing(
    DType stored,
    List<Element> missing,
    boolean canMiss,
    @Nullable Range packed,
    @Nullable Range unpacked,
    @Nullable Double scale,
    @Nullable Double offset) {
  static final List<String> ATTRIBUTES =
      List.of(
          "scale_factor",
          "add_offset",
          "_FillValue",
          "missing_value",
          "valid_range",
          "valid_min",
          "valid_max",
          "_Unsigned");

  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

  /** A stored number, in one of two forms: integers are exact in the first. */
  record Element(long integer, double number) {}

  /** Both ends are included, and exact; null where there is none. */
  record Range(@Nullable BigDecimal least, @Nullable BigDecimal most) {}

  /** What a variable's attributes say, or null if they say nothing. */
  static @Nullable Packing of(Variable variable) {
    Attributes a = variable.attributes();
    DType raw = variable.array().dtype();
    if (ATTRIBUTES.stream().noneMatch(a::has)) {
      return null;
    }
    DType stored = signedness(raw, a);
    Set<Element> missing = new LinkedHashSet<>();
    boolean canMiss = false;
    for (String name : List.of("_FillValue", "missing_value")) {
      Numbers values = numbers(a, name);
      for (int i = 0; values != null && i < values.size(); i++) {
        canMiss |= !Double.isNaN(values.getDouble(i));
        Element e = element(values, i, stored);
        if (e != null) {
          missing.add(e);
        }
      }
    }
    Double scale = single(variable, "scale_factor");
    Double offset = single(variable, "add_offset");
    boolean integers = !stored.isFloat();
    boolean inUnpacked = integers && (scale != null || offset != null) && rangeIsFloat(a);
    Range range = range(a, stored, stored == raw);
    return new Packing(
        stored,
        new ArrayList<>(missing),
        canMiss || range != null,
        inUnpacked ? null : range,
        inUnpacked ? range : null,
        scale,
        offset);
  }

  private static DType signedness(DType raw, Attributes a) {
    String unsigned = a.text("_Unsigned");
    if (unsigned == null) {
      return raw;
    }
    boolean wanted = unsigned.strip().equalsIgnoreCase("true");
    return switch (raw) {
      case INT8 -> wanted ? DType.UINT8 : raw;
      case INT16 -> wanted ? DType.UINT16 : raw;
      case INT32 -> wanted ? DType.UINT32 : raw;
      case INT64 -> wanted ? DType.UINT64 : raw;
      case UINT8 -> wanted ? raw : DType.INT8;
      case UINT16 -> wanted ? raw : DType.INT16;
      case UINT32 -> wanted ? raw : DType.INT32;
      case UINT64 -> wanted ? raw : DType.INT64;
      default -> raw;
    };
  }

  /** An attribute's numbers, also where they are written as texts; null if there are none. */
  static @Nullable Numbers numbers(Attributes a, String name) {
    List<String> texts =
        switch (a.get(name)) {
          case Numbers n -> List.of();
          case AttributeValue.Text t -> List.of(t.text());
          case AttributeValue.Texts t -> t.texts();
          case null, default -> List.of();
        };
    if (texts.isEmpty()) {
      return a.numbers(name);
    }
    List<Double> parsed = new ArrayList<>();
    for (String text : texts) {
      for (String word : SEPARATOR.split(text.strip(), -1)) {
        try {
          parsed.add(Double.valueOf(word));
        } catch (NumberFormatException e) {
          return null;
        }
      }
    }
    boolean integers = parsed.stream().allMatch(v -> v == Math.rint(v) && Math.abs(v) < 0x1p53);
    double[] values = parsed.stream().mapToDouble(Double::doubleValue).toArray();
    return Numbers.of(integers ? DType.INT64 : DType.FLOAT64, values);
  }

  private static @Nullable Double single(Variable variable, String name) {
    if (!variable.attributes().has(name)) {
      return null;
    }
    Numbers n = numbers(variable.attributes(), name);
    if (n == null || n.size() != 1) {
      throw new IllegalArgumentException(
          "attribute is not a number: variable=%s, attribute=%s, value=%s"
              .formatted(variable.name(), name, variable.attributes().get(name)));
    }
    return n.getDouble(0);
  }

  /** A number as the stored type has it; null if it has no such number, or is NaN. */
  private static @Nullable Element element(Numbers n, int i, DType stored) {
    double d = n.getDouble(i);
    if (stored.isFloat()) {
      double rounded = stored == DType.FLOAT32 ? (float) d : d;
      return Double.isNaN(d) ? null : new Element(0, rounded);
    }
    if (n.dtype().isFloat() && (d != Math.rint(d) || Math.abs(d) > 0x1p63)) {
      return null;
    }
    long value = n.getLong(i);
    int bits = 8 * stored.bytes();
    boolean signed = stored.kind() == DType.Kind.SIGNED;
    if (n.dtype().kind() == DType.Kind.SIGNED && !signed && n.dtype().bytes() == stored.bytes()) {
      value = bits == 64 ? value : value & ((1L << bits) - 1);
    } else if (n.dtype().kind() == DType.Kind.UNSIGNED
        && signed
        && n.dtype().bytes() == stored.bytes()) {
      value = value << (64 - bits) >> (64 - bits);
    }
    return fits(value, stored) ? new Element(value, value) : null;
  }

  /** Whether a type has a number; for uint64 all bits are ones. */
  private static boolean fits(long value, DType dtype) {
    int bits = 8 * dtype.bytes();
    if (bits == 64) {
      return true;
    }
    boolean signed = dtype.kind() == DType.Kind.SIGNED;
    return signed
        ? value >= -1L << (bits - 1) && value < 1L << (bits - 1)
        : value >= 0 && value < 1L << bits;
  }

  private static boolean rangeIsFloat(Attributes a) {
    for (String name : List.of("valid_range", "valid_min", "valid_max")) {
      Numbers n = numbers(a, name);
      if (n != null) {
        return n.dtype().isFloat();
      }
    }
    return false;
  }

  /**
   * The valid range that attributes give, or null.
   *
   * @param asStored whether the variable's own signedness counts; else the range's numbers have the
   *     other one too
   */
  private static @Nullable Range range(Attributes a, DType stored, boolean asStored) {
    Numbers both = numbers(a, "valid_range");
    BigDecimal least;
    BigDecimal most;
    if (both != null && both.size() == 2) {
      least = end(both, 0, stored, asStored);
      most = end(both, 1, stored, asStored);
    } else {
      least = end(numbers(a, "valid_min"), stored, asStored);
      most = end(numbers(a, "valid_max"), stored, asStored);
    }
    return least == null && most == null ? null : new Range(least, most);
  }

  private static @Nullable BigDecimal end(@Nullable Numbers n, DType stored, boolean asStored) {
    return n != null && n.size() == 1 ? end(n, 0, stored, asStored) : null;
  }

  private static @Nullable BigDecimal end(Numbers n, int i, DType stored, boolean asStored) {
    if (!n.dtype().isFloat() && !stored.isFloat()) {
      Element e = asStored ? null : element(n, i, stored);
      return e == null
          ? exact(n.getLong(i), n.dtype() == DType.UINT64)
          : exact(e.integer(), stored == DType.UINT64);
    }
    double d = stored == DType.FLOAT32 ? (float) n.getDouble(i) : n.getDouble(i);
    return Double.isFinite(d) ? new BigDecimal(d) : null;
  }

  private static BigDecimal exact(long bits, boolean unsigned) {
    return unsigned ? new BigDecimal(Long.toUnsignedString(bits)) : BigDecimal.valueOf(bits);
  }

  /** The type of the values. */
  DType result() {
    DType masked = !canMiss || stored.isFloat() ? stored : small() ? DType.FLOAT32 : DType.FLOAT64;
    if (scale == null && offset == null) {
      return masked;
    }
    if (masked == DType.FLOAT32 || (small() && !masked.isFloat() && offset == null)) {
      return DType.FLOAT32;
    }
    return DType.FLOAT64;
  }

  private boolean small() {
    return stored.bytes() <= 2;
  }

  /** The values of an array of stored numbers. */
  ChunkedArray unpack(ChunkedArray raw) {
    ChunkedArray x = raw.cast(stored);
    if (isOnePass()) {
      return x.unpack(
          result(),
          missing.isEmpty() ? null : bits(missing.getFirst()),
          scale == null ? 1 : scale,
          offset == null ? -0.0 : offset);
    }
    ChunkedArray values = x.cast(result());
    if (canMiss) {
      ChunkedArray there = there(x, packed);
      if (there != null) {
        values = ChunkedArray.where(there, values, Double.NaN);
      }
    }
    if (scale != null) {
      values = values.multiply(scale);
    }
    if (offset != null) {
      values = values.add(offset);
    }
    if (unpacked != null) {
      ChunkedArray within = within(values, unpacked, null);
      values = within == null ? values : ChunkedArray.where(within, values, Double.NaN);
    }
    return values;
  }

  /** Whether one kernel does it all. */
  private boolean isOnePass() {
    return result().isFloat()
        && stored != DType.BOOL
        && packed == null
        && unpacked == null
        && missing.size() <= 1
        && !(missing.isEmpty() && scale == null && offset == null);
  }

  private FillValue bits(Element e) {
    return stored.isFloat() ? FillValue.of(stored, e.number()) : FillValue.of(stored, e.integer());
  }

  /** Where the elements of {@code x} stand for something; null for everywhere. */
  private @Nullable ChunkedArray there(ChunkedArray x, @Nullable Range range) {
    ChunkedArray there = null;
    for (Element e : missing) {
      ChunkedArray other =
          switch (stored) {
            case FLOAT32, FLOAT64 -> x.notEqual(e.number());
            case UINT64 -> x.notEqual(unsigned(e.integer()));
            default -> x.notEqual(e.integer());
          };
      there = there == null ? other : there.logicalAnd(other);
    }
    return range == null ? there : within(x, range, there);
  }

  private static @Nullable ChunkedArray within(
      ChunkedArray x, Range range, @Nullable ChunkedArray and) {
    ChunkedArray above = range.least == null ? null : atLeast(x, range.least);
    ChunkedArray below = range.most == null ? null : atMost(x, range.most);
    return both(both(and, above), below);
  }

  private static @Nullable ChunkedArray both(@Nullable ChunkedArray a, @Nullable ChunkedArray b) {
    return a == null ? b : b == null ? a : a.logicalAnd(b);
  }

  /** Null if every number of the type is. */
  private static @Nullable ChunkedArray atLeast(ChunkedArray x, BigDecimal least) {
    if (x.dtype().isFloat()) {
      return x.greaterEqual(least.doubleValue());
    }
    BigInteger whole = least.setScale(0, RoundingMode.CEILING).toBigInteger();
    if (whole.compareTo(least(x.dtype())) <= 0) {
      return null;
    }
    return whole.compareTo(most(x.dtype())) > 0
        ? x.notEqual(x)
        : x.dtype() == DType.UINT64
            ? x.greaterEqual(unsigned(whole.longValue()))
            : x.greaterEqual(whole.longValueExact());
  }

  /** Null if every number of the type is. */
  private static @Nullable ChunkedArray atMost(ChunkedArray x, BigDecimal most) {
    if (x.dtype().isFloat()) {
      return x.lessEqual(most.doubleValue());
    }
    BigInteger whole = most.setScale(0, RoundingMode.FLOOR).toBigInteger();
    if (whole.compareTo(most(x.dtype())) >= 0) {
      return null;
    }
    return whole.compareTo(least(x.dtype())) < 0
        ? x.notEqual(x)
        : x.dtype() == DType.UINT64
            ? x.lessEqual(unsigned(whole.longValue()))
            : x.lessEqual(whole.longValueExact());
  }

  private static ChunkedArray unsigned(long bits) {
    return ChunkedArray.full(Shape.of(), bits, DType.UINT64, Chunks.auto());
  }

  private static boolean isSigned(DType dtype) {
    return dtype.kind() == DType.Kind.SIGNED;
  }

  private static int bits(DType dtype) {
    return dtype == DType.BOOL ? 1 : 8 * dtype.bytes();
  }

  private static BigInteger least(DType dtype) {
    return isSigned(dtype) ? BigInteger.ONE.shiftLeft(bits(dtype) - 1).negate() : BigInteger.ZERO;
  }

  private static BigInteger most(DType dtype) {
    int bits = bits(dtype) - (isSigned(dtype) ? 1 : 0);
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }
}
