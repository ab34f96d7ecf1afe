package org.hyperslab.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.hyperslab.block.Block;

/**
 * Moves elements between layouts. Source and destination must not overlap. Steps are in bytes and
 * may be 0 (a source element that is repeated) or negative.
 *
 * <p>Runs are copied as runs. Where the source is contiguous along rows and the destination along
 * columns, copying goes by squares of a cache line's width inside squares of {@link #TILE}
 * elements: the inner ones use every line they touch, the outer ones keep the pages that they touch
 * within a first-level TLB.
 */
public final class StridedCopy {
  private static final int TILE = 64;

  /**
   * Loops over more elements than this are cut, so that they count in {@code int}, which the JIT
   * prefers.
   */
  private static final int RUN = 1 << 20;

  private static final Mover[] MOVERS = {mover(1), mover(2), mover(4), mover(8)};

  private StridedCopy() {}

  /**
   * Copies {@code rows x cols} elements of 1, 2, 4 or 8 bytes: element (r, c) is at {@code address
   * + r * rowStep + c * colStep}.
   */
  public static void copy2d(
      long dst,
      long dstRowStep,
      long dstColStep,
      long src,
      long srcRowStep,
      long srcColStep,
      long rows,
      long cols,
      int elementBytes) {
    Mover mover = MOVERS[sizeIndex(elementBytes)];
    if (rows <= 0 || cols <= 0) {
      return;
    }
    boolean turn =
        cols == 1
            || (rows > 1
                && dstColStep != elementBytes
                && (dstRowStep == elementBytes || Math.abs(dstRowStep) < Math.abs(dstColStep)));
    if (turn) {
      oriented(
          mover,
          new Side(dst, dstColStep, dstRowStep),
          new Side(src, srcColStep, srcRowStep),
          cols,
          rows,
          elementBytes);
    } else {
      oriented(
          mover,
          new Side(dst, dstRowStep, dstColStep),
          new Side(src, srcRowStep, srcColStep),
          rows,
          cols,
          elementBytes);
    }
  }

  /** Where one side's elements are. */
  record Side(long address, long rowStep, long colStep) {
    long at(long row, long col) {
      return address + row * rowStep + col * colStep;
    }
  }

  /** As {@link #copy2d}, with the destination's shorter step along columns. */
  private static void oriented(
      Mover mover, Side dst, Side src, long rows, long cols, int elementBytes) {
    long rowBytes = Math.multiplyExact(cols, elementBytes);
    boolean dstRuns = dst.colStep == elementBytes;
    boolean dstWhole = dstRuns && (rows == 1 || dst.rowStep == rowBytes);
    if (dstRuns && src.colStep == elementBytes) {
      if (dstWhole && (rows == 1 || src.rowStep == rowBytes)) {
        copyBytes(dst.address, src.address, rows * rowBytes);
      } else {
        for (long r = 0; r < rows; r++) {
          copyBytes(dst.at(r, 0), src.at(r, 0), rowBytes);
        }
      }
    } else if (dstWhole && src.colStep == 0 && (rows == 1 || src.rowStep == 0)) {
      fill(dst.address, rows * cols, elementBytes, bitsAt(src.address, elementBytes));
    } else if (dstRuns && src.colStep == 0) {
      for (long r = 0; r < rows; r++) {
        fill(dst.at(r, 0), cols, elementBytes, bitsAt(src.at(r, 0), elementBytes));
      }
    } else if (rows > 1 && Math.abs(src.rowStep) < Math.abs(src.colStep)) {
      transpose(mover, dst, src, rows, cols);
    } else {
      move(mover, dst, src, rows, cols);
    }
  }

  private static void move(Mover mover, Side dst, Side src, long rows, long cols) {
    for (long r = 0; r < rows; r++) {
      for (long c = 0; c < cols; c += RUN) {
        int run = (int) Math.min(RUN, cols - c);
        mover.move(dst.at(r, c), dst.colStep, src.at(r, c), src.colStep, run);
      }
    }
  }

  private static void transpose(Mover mover, Side dst, Side src, long rows, long cols) {
    for (long r = 0; r < rows; r += TILE) {
      int tileRows = (int) Math.min(TILE, rows - r);
      for (long c = 0; c < cols; c += TILE) {
        int tileCols = (int) Math.min(TILE, cols - c);
        mover.transpose(
            dst.at(r, c),
            dst.rowStep,
            dst.colStep,
            src.at(r, c),
            src.rowStep,
            src.colStep,
            tileRows,
            tileCols);
      }
    }
  }

  /**
   * Copies a block into another of the same shape and dtype, whatever their strides.
   *
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static void copy(Block src, Block dst) {
    if (src.dtype() != dst.dtype() || !src.shape().equals(dst.shape())) {
      throw new IllegalArgumentException(
          "blocks differ: from="
              + src.dtype()
              + " "
              + src.shape()
              + ", to="
              + dst.dtype()
              + " "
              + dst.shape());
    }
    if (src.shape().size() > 0) {
      BlockCopy.of(src, dst).run();
    }
  }

  /**
   * Writes one element {@code n} times.
   *
   * @param bits the element in the low {@code elementBytes} bytes
   */
  public static void fill(long dst, long n, int elementBytes, long bits) {
    long pattern =
        switch (sizeIndex(elementBytes)) {
          case 0 -> (bits & 0xff) * 0x0101010101010101L;
          case 1 -> (bits & 0xffff) * 0x0001000100010001L;
          case 2 -> (bits & 0xffff_ffffL) * 0x0000000100000001L;
          default -> bits;
        };
    long bytes = n * elementBytes;
    long at = 0;
    for (; at <= bytes - 8; at += 8) {
      NativeMemory.putLong(dst + at, pattern);
    }
    Element element = new Element(elementBytes, false, false);
    for (; at < bytes; at += elementBytes) {
      element.storeLong(dst + at, bits);
    }
  }

  private static long bitsAt(long address, int elementBytes) {
    return new Element(elementBytes, false, false).loadLong(address);
  }

  private static void copyBytes(long dst, long src, long bytes) {
    MemorySegment.copy(NativeMemory.ALL, src, NativeMemory.ALL, dst, bytes);
  }

  private static int sizeIndex(int elementBytes) {
    return switch (elementBytes) {
      case 1 -> 0;
      case 2 -> 1;
      case 4 -> 2;
      case 8 -> 3;
      default ->
          throw new IllegalArgumentException("no elements of this size: bytes=" + elementBytes);
    };
  }

  private static Mover mover(int elementBytes) {
    return Spinner.spin(ElementMover.class, Mover.class, new Element(elementBytes, false, false));
  }

  /** Copies element by element, at most {@link #RUN} of them. */
  interface Mover {
    void move(long dst, long dstStep, long src, long srcStep, int n);

    /** Reads along rows and writes along columns, or so it should be for speed. */
    void transpose(
        long dst,
        long dstRowStep,
        long dstColStep,
        long src,
        long srcRowStep,
        long srcColStep,
        int rows,
        int cols);
  }

  /** Template (see {@link Spinner}) of a mover of elements of one size. */
  static final class ElementMover implements Mover {
    private static final Element TYPE = Spinner.data(MethodHandles.lookup(), Element.class);

    /** The side of a square: a line of the widest elements. */
    private static final int SQUARE = 8;

    @Override
    public void move(long dst, long dstStep, long src, long srcStep, int n) {
      for (int i = 0; i < n; i++) {
        TYPE.storeLong(dst + i * dstStep, TYPE.loadLong(src + i * srcStep));
      }
    }

    @Override
    public void transpose(
        long dst,
        long dstRowStep,
        long dstColStep,
        long src,
        long srcRowStep,
        long srcColStep,
        int rows,
        int cols) {
      int wholeCols = cols / SQUARE * SQUARE;
      int r = 0;
      for (; r <= rows - SQUARE; r += SQUARE) {
        for (int c = 0; c < wholeCols; c += SQUARE) {
          long to = dst + r * dstRowStep + c * dstColStep;
          long from = src + r * srcRowStep + c * srcColStep;
          square(to, dstRowStep, dstColStep, from, srcRowStep, srcColStep);
        }
        for (int k = r; k < r + SQUARE; k++) {
          move(
              dst + k * dstRowStep + wholeCols * dstColStep,
              dstColStep,
              src + k * srcRowStep + wholeCols * srcColStep,
              srcColStep,
              cols - wholeCols);
        }
      }
      for (; r < rows; r++) {
        move(dst + r * dstRowStep, dstColStep, src + r * srcRowStep, srcColStep, cols);
      }
    }

    private static void square(
        long dst, long dstRowStep, long dstColStep, long src, long srcRowStep, long srcColStep) {
      for (int r = 0; r < SQUARE; r++) {
        long to = dst + r * dstRowStep;
        long from = src + r * srcRowStep;
        long x0 = TYPE.loadLong(from);
        long x1 = TYPE.loadLong(from + srcColStep);
        long x2 = TYPE.loadLong(from + 2 * srcColStep);
        long x3 = TYPE.loadLong(from + 3 * srcColStep);
        long x4 = TYPE.loadLong(from + 4 * srcColStep);
        long x5 = TYPE.loadLong(from + 5 * srcColStep);
        long x6 = TYPE.loadLong(from + 6 * srcColStep);
        long x7 = TYPE.loadLong(from + 7 * srcColStep);
        TYPE.storeLong(to, x0);
        TYPE.storeLong(to + dstColStep, x1);
        TYPE.storeLong(to + 2 * dstColStep, x2);
        TYPE.storeLong(to + 3 * dstColStep, x3);
        TYPE.storeLong(to + 4 * dstColStep, x4);
        TYPE.storeLong(to + 5 * dstColStep, x5);
        TYPE.storeLong(to + 6 * dstColStep, x6);
        TYPE.storeLong(to + 7 * dstColStep, x7);
      }
    }
  }
}
