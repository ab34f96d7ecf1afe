package org.hyperslab.kernel;

import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.hyperslab.block.DType;

/** Memory with elements worth testing, and its comparison. */
final class Samples {
  static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0x1p23,
    0x1p52,
    -0x1p52,
    0x1p52 - 0.5,
    0x1p23 - 0.5,
    Double.MIN_VALUE,
    Float.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Float.MAX_VALUE,
    0x1p63,
    0x1p64,
    -0x1p63,
    Long.MAX_VALUE,
    Integer.MAX_VALUE,
    127.9,
    -128.9,
    0.49999999999999994,
    1e-310
  };

  static final long[] SPECIAL_LONGS = {
    0,
    1,
    -1,
    2,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    Short.MIN_VALUE,
    Short.MAX_VALUE,
    Byte.MIN_VALUE,
    Byte.MAX_VALUE,
    0xff,
    0xffff,
    0xffff_ffffL,
    0x1_0000_0001L,
    (1L << 53) + 1,
    0x7fff_ffff_ffff_fdffL
  };

  private Samples() {}

  /** A segment of {@code bytes} whose address is {@code shift} bytes off a multiple of 64. */
  static MemorySegment allocate(Arena arena, long bytes, int shift) {
    MemorySegment all = arena.allocate(bytes + 128, 64);
    return all.asSlice(shift, bytes);
  }

  static void fill(MemorySegment to, DType dtype, int n, Random random) {
    Element element = Element.of(dtype);
    for (int i = 0; i < n; i++) {
      long at = to.address() + (long) i * dtype.bytes();
      if (dtype == DType.BOOL) {
        element.storeLong(at, random.nextInt(2));
      } else if (dtype.isFloat()) {
        element.storeDouble(
            at,
            random.nextInt(4) == 0
                ? SPECIAL[random.nextInt(SPECIAL.length)]
                : random.nextGaussian() * Math.pow(10, random.nextInt(6) - 2));
      } else {
        element.storeLong(
            at,
            random.nextInt(4) == 0
                ? SPECIAL_LONGS[random.nextInt(SPECIAL_LONGS.length)]
                : random.nextLong() >> random.nextInt(64));
      }
    }
  }

  /** Finite floats of moderate size. */
  static void fillModerate(MemorySegment to, DType dtype, int n, Random random) {
    Element element = Element.of(dtype);
    for (int i = 0; i < n; i++) {
      long at = to.address() + (long) i * dtype.bytes();
      if (dtype.isFloat()) {
        element.storeDouble(at, random.nextGaussian() * 3 + 1);
      } else {
        element.storeLong(at, dtype == DType.BOOL ? random.nextInt(2) : random.nextInt(100));
      }
    }
  }

  /** Elements must have the same bits, except that any NaN equals any other; or be within ulps. */
  static void assertSame(
      MemorySegment expected, MemorySegment got, DType dtype, int n, double ulps, String what) {
    Element element = Element.of(dtype);
    for (int i = 0; i < n; i++) {
      long offset = (long) i * dtype.bytes();
      if (dtype.isFloat()) {
        double x = element.loadDouble(expected.address() + offset);
        double y = element.loadDouble(got.address() + offset);
        boolean same = Double.compare(x, y) == 0;
        double ulp = dtype == DType.FLOAT32 ? Math.ulp((float) x) : Math.ulp(x);
        if (!same && !(Math.abs(x - y) <= ulps * ulp)) {
          fail(what + ", i=" + i + ", n=" + n + ": got " + y + ", expected " + x);
        }
      } else {
        long x = element.loadLong(expected.address() + offset);
        long y = element.loadLong(got.address() + offset);
        if (x != y) {
          fail(what + ", i=" + i + ", n=" + n + ": got " + y + ", expected " + x);
        }
      }
    }
    long end = (long) n * dtype.bytes();
    for (long i = end; i < Math.min(got.byteSize(), end + 64); i++) {
      if (got.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i) != GUARD) {
        fail(what + ", n=" + n + ": wrote behind the end");
      }
    }
  }

  static final byte GUARD = 0x5a;
}
