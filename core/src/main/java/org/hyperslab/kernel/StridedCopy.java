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
  private static final int LINE_BYTES = 64;

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

    Side from(long row, long col) {
      return new Side(at(row, col), rowStep, colStep);
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
      transpose(mover, dst, src, rows, cols, elementBytes);
    } else {
      mover.move(dst, src, rows, cols);
    }
  }

  private static void transpose(
      Mover mover, Side dst, Side src, long rows, long cols, int elementBytes) {
    int square = Math.min(16, LINE_BYTES / elementBytes);
    for (long r = 0; r < rows; r += TILE) {
      long tileRows = Math.min(TILE, rows - r);
      for (long c = 0; c < cols; c += TILE) {
        long tileCols = Math.min(TILE, cols - c);
        for (long tr = 0; tr < tileRows; tr += square) {
          long squareRows = Math.min(square, tileRows - tr);
          for (long tc = 0; tc < tileCols; tc += square) {
            long squareCols = Math.min(square, tileCols - tc);
            mover.move(dst.from(r + tr, c + tc), src.from(r + tr, c + tc), squareRows, squareCols);
          }
        }
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

  /** Copies element by element. */
  interface Mover {
    void move(Side dst, Side src, long rows, long cols);
  }

  /** Template (see {@link Spinner}) of a mover of elements of one size. */
  static final class ElementMover implements Mover {
    private static final Element TYPE = Spinner.data(MethodHandles.lookup(), Element.class);

    @Override
    public void move(Side dst, Side src, long rows, long cols) {
      long dstStep = dst.colStep();
      long srcStep = src.colStep();
      for (long r = 0; r < rows; r++) {
        long to = dst.at(r, 0);
        long from = src.at(r, 0);
        for (long c = 0; c < cols; c++) {
          TYPE.storeLong(to + c * dstStep, TYPE.loadLong(from + c * srcStep));
        }
      }
    }
  }
}
