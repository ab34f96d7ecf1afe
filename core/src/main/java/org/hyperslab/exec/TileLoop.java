package org.hyperslab.exec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.ReduceKernel;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.plan.Program;
import org.hyperslab.plan.ProgramLayout;

/**
 * Evaluates a program over a box of elements, tile by tile. Stateful, not thread-safe; one per
 * thread.
 *
 * <p>Everything that has a place per element is a stream: an operand in memory (address, byte
 * strides), an operand that is made (index, weights), an output (address, byte strides), a
 * reduction (cell number, cell strides, which are 0 along reduced dimensions; element index, index
 * weights). The box's dimensions are first merged where every stream allows it. A tile is a piece
 * of the last dimension, or of two dimensions: where the last one is short, or where an operand is
 * contiguous along another one, as a transposed block is; then both its memory and the registers
 * are walked in short runs.
 *
 * <p>Within a tile all values lie packed, row by row. An operand that already does is used in
 * place, one that does not change within the tile is passed to kernels as a scalar, others are
 * copied to their register. A result goes straight to where it is to be stored if it lies packed
 * there too. Dimensions along which no reduction works are the outer loops, so that the states of a
 * tile's cells stay in L1 while the other dimensions are walked.
 */
final class TileLoop {
  private static final int TILE = ProgramLayout.TILE_ELEMENTS;
  private static final long REGISTER_BYTES = ProgramLayout.REGISTER_BYTES;

  /** A last dimension at least this long is not combined with another one. */
  private static final int LONG_ROW = 512;

  /**
   * Tiles that transpose are this wide, so that each cache line of either side is used fully while
   * it is in L1.
   */
  private static final int TRANSPOSED_COLUMNS = 64;

  private final Program program;
  private final List<Program.Operand> operands;
  private final Program.Instruction[] code;
  private final int[] elementBytes;
  private final long registers;
  private final long spare;

  /** Per value: where this tile's elements are, and whether they are one (0) or many (1). */
  private final long[] address;

  private final int[] step;

  /** A place that a root's values are written to. */
  static final class Output {
    final int value;
    private long address;
    private long[] strides = {};

    Output(int value) {
      this.value = value;
    }

    /**
     * Where the box's first element goes, and the bytes between elements along each of its
     * dimensions.
     */
    void to(long firstAddress, long[] byteStrides) {
      address = firstAddress;
      strides = byteStrides;
    }
  }

  /** A reduction that a root's values are folded into. */
  static final class Folding {
    final int value;
    final ReduceKernel kernel;
    private long state;
    private long stateStride;
    private long[] cellStrides = {};
    private long index;
    private long[] indexWeights = {};

    Folding(int value, ReduceKernel kernel) {
      this.value = value;
      this.kernel = kernel;
    }

    /** The states of the box's cells, and the numbering of its elements. */
    void into(long stateAddress, long stride, long[] strides, long firstIndex, long[] weights) {
      state = stateAddress;
      stateStride = stride;
      cellStrides = strides;
      index = firstIndex;
      indexWeights = weights;
    }
  }

  /**
   * Where operands are: an address or an index, and strides in bytes or weights per dimension of
   * the box.
   */
  static final class Operands {
    final long[] base;
    final long[][] strides;

    Operands(int count) {
      base = new long[count];
      strides = new long[count][];
    }
  }

  private final Output[] outputs;
  private final Folding[] foldings;

  /** Per value: the output that it may be computed into, or -1. */
  private final int[] direct;

  private final long[] current;
  private final long[][] streams;
  private int rank;
  private long[] extent = {};

  TileLoop(Program program, MemorySegment registers, Output[] outputs, Folding[] foldings) {
    this.program = program;
    this.operands = program.operands();
    this.code = program.instructions().toArray(new Program.Instruction[0]);
    this.registers = registers.address();
    this.spare = this.registers + REGISTER_BYTES * program.registerCount();
    this.outputs = outputs;
    this.foldings = foldings;
    int values = operands.size() + code.length;
    elementBytes = new int[values];
    for (int v = 0; v < values; v++) {
      elementBytes[v] = program.dtype(v).bytes();
    }
    address = new long[values];
    step = new int[values];
    direct = new int[values];
    Arrays.fill(direct, -1);
    for (int o = 0; o < outputs.length; o++) {
      direct[outputs[o].value] = outputs[o].value >= operands.size() ? o : -1;
    }
    int count = operands.size() + outputs.length + 2 * foldings.length;
    current = new long[count];
    streams = new long[count][];
    long constants = REGISTER_BYTES * (program.registerCount() + 1);
    for (int v = 0; v < operands.size(); v++) {
      if (operands.get(v) instanceof Program.Constant c) {
        registers.set(ValueLayout.JAVA_LONG, constants + 8L * v, c.bits());
        address[v] = this.registers + constants + 8L * v;
      }
    }
  }

  private int firstOutput() {
    return operands.size();
  }

  private int firstFolding() {
    return operands.size() + outputs.length;
  }

  private int firstIndex() {
    return firstFolding() + foldings.length;
  }

  /**
   * Evaluates the program over a box of the given shape. The outputs and foldings have been placed
   * before.
   */
  void run(Shape box, Operands from) {
    if (box.isEmpty()) {
      return;
    }
    gather(box, from);
    merge();
    tiles(from);
  }

  private void gather(Shape box, Operands from) {
    rank = box.rank();
    extent = box.toArray();
    for (int v = 0; v < operands.size(); v++) {
      boolean constant = operands.get(v) instanceof Program.Constant;
      streams[v] = constant ? new long[rank] : from.strides[v].clone();
    }
    for (int o = 0; o < outputs.length; o++) {
      streams[firstOutput() + o] = outputs[o].strides.clone();
    }
    for (int f = 0; f < foldings.length; f++) {
      streams[firstFolding() + f] = foldings[f].cellStrides.clone();
      streams[firstIndex() + f] = foldings[f].indexWeights.clone();
    }
  }

  /** Drops dimensions of extent 1 and merges neighbours that every stream walks as one. */
  private void merge() {
    int kept = 0;
    for (int d = 0; d < rank; d++) {
      if (extent[d] == 1) {
        continue;
      }
      boolean merges = kept > 0;
      for (int s = 0; merges && s < streams.length; s++) {
        merges = streams[s][kept - 1] == streams[s][d] * extent[d];
      }
      if (merges) {
        kept--;
        extent[kept] *= extent[d];
      } else {
        extent[kept] = extent[d];
      }
      for (long[] stream : streams) {
        stream[kept] = stream[d];
      }
      kept++;
    }
    if (kept == 0) {
      rank = 0;
      return;
    }
    rank = kept;
  }

  /**
   * Whether some operand or output is contiguous along dimension {@code d} and neither contiguous
   * nor constant along {@code c}.
   */
  private int contiguousElsewhere(int c) {
    for (int s = 0; s < firstFolding(); s++) {
      int bytes;
      if (s < operands.size()) {
        if (!(operands.get(s) instanceof Program.Load
            || operands.get(s) instanceof Program.Joined)) {
          continue;
        }
        bytes = elementBytes[s];
      } else {
        bytes = elementBytes[outputs[s - firstOutput()].value];
      }
      if (streams[s][c] != 0 && Math.abs(streams[s][c]) != bytes) {
        for (int d = 0; d < rank; d++) {
          if (d != c && Math.abs(streams[s][d]) == bytes) {
            return d;
          }
        }
      }
    }
    return -1;
  }

  private void tiles(Operands from) {
    int c = rank - 1;
    int r = -1;
    long columns = rank == 0 ? 1 : Math.min(extent[c], TILE);
    long rows = 1;
    if (rank > 1) {
      int other = contiguousElsewhere(c);
      if (other >= 0) {
        r = other;
        columns = Math.min(extent[c], TRANSPOSED_COLUMNS);
        rows = Math.min(extent[r], TILE / columns);
      } else if (extent[c] < LONG_ROW) {
        r = c - 1;
        rows = Math.min(extent[r], TILE / columns);
      }
    }
    int[] loops = loopOrder(r, c);
    long[] at = new long[Math.max(1, rank)];
    long[] stride = new long[Math.max(1, rank)];
    Arrays.fill(stride, 1);
    if (rank > 0) {
      stride[c] = columns;
    }
    if (r >= 0) {
      stride[r] = rows;
    }
    do {
      place(from, at);
      int n = (int) (rank == 0 ? 1 : Math.min(columns, extent[c] - at[c]));
      int m = (int) (r < 0 ? 1 : Math.min(rows, extent[r] - at[r]));
      tile(m, n, r, c);
    } while (advance(loops, at, stride));
  }

  /**
   * Dimensions from the outermost loop to the innermost: reduced ones inside, and the tile's own
   * last among their like.
   */
  private int[] loopOrder(int r, int c) {
    int[] order = new int[rank];
    int k = 0;
    for (int pass = 0; pass < 2; pass++) {
      boolean reduced = pass == 1;
      for (int d = 0; d < rank; d++) {
        if (d != r && d != c && isReduced(d) == reduced) {
          order[k++] = d;
        }
      }
      if (r >= 0 && isReduced(r) == reduced) {
        order[k++] = r;
      }
      if (c >= 0 && isReduced(c) == reduced) {
        order[k++] = c;
      }
    }
    return order;
  }

  private boolean isReduced(int d) {
    return foldings.length > 0 && streams[firstFolding()][d] == 0;
  }

  private boolean advance(int[] loops, long[] at, long[] stride) {
    for (int l = loops.length - 1; l >= 0; l--) {
      int d = loops[l];
      at[d] += stride[d];
      if (at[d] < extent[d]) {
        return true;
      }
      at[d] = 0;
    }
    return false;
  }

  private void place(Operands from, long[] at) {
    for (int s = 0; s < streams.length; s++) {
      long base;
      if (s < firstOutput()) {
        base = from.base[s];
      } else if (s < firstFolding()) {
        base = outputs[s - firstOutput()].address;
      } else if (s < firstIndex()) {
        base = 0;
      } else {
        base = foldings[s - firstIndex()].index;
      }
      for (int d = 0; d < rank; d++) {
        base += at[d] * streams[s][d];
      }
      current[s] = base;
    }
  }

  private long rowStride(int s, int r) {
    return r < 0 ? 0 : streams[s][r];
  }

  private long columnStride(int s, int c) {
    return c < 0 ? 0 : streams[s][c];
  }

  private void tile(int rows, int columns, int r, int c) {
    for (int v = 0; v < operands.size(); v++) {
      fetch(v, rows, columns, rowStride(v, r), columnStride(v, c));
    }
    int n = rows * columns;
    for (int i = 0; i < code.length; i++) {
      compute(operands.size() + i, code[i], rows, columns, n, r, c);
    }
    for (int o = 0; o < outputs.length; o++) {
      int v = outputs[o].value;
      int s = firstOutput() + o;
      if (address[v] != current[s]) {
        int bytes = elementBytes[v];
        StridedCopy.copy2d(
            current[s],
            rowStride(s, r),
            columnStride(s, c),
            address[v],
            step[v] == 0 ? 0 : (long) columns * bytes,
            step[v] == 0 ? 0 : bytes,
            rows,
            columns,
            bytes);
      }
    }
    for (int f = 0; f < foldings.length; f++) {
      fold(f, rows, columns, r, c);
    }
  }

  private void fetch(int v, int rows, int columns, long rowStride, long columnStride) {
    long register = registers + REGISTER_BYTES * program.register(v);
    switch (operands.get(v)) {
      case Program.Constant k -> step[v] = 0;
      case Program.Make m -> {
        boolean one = columnStride == 0 && (rows == 1 || rowStride == 0);
        address[v] = register;
        step[v] = one ? 0 : 1;
        if (one) {
          m.kernel().fill(register, current[v], 0, 1);
        } else if (rows == 1 || rowStride == columns * columnStride) {
          m.kernel().fill(register, current[v], columnStride, rows * columns);
        } else {
          for (int i = 0; i < rows; i++) {
            m.kernel()
                .fill(
                    register + (long) i * columns * elementBytes[v],
                    current[v] + i * rowStride,
                    columnStride,
                    columns);
          }
        }
      }
      case Program.Load l -> fetchMemory(v, register, rows, columns, rowStride, columnStride);
      case Program.Joined j -> fetchMemory(v, register, rows, columns, rowStride, columnStride);
    }
  }

  private void fetchMemory(
      int v, long register, int rows, int columns, long rowStride, long columnStride) {
    int bytes = elementBytes[v];
    boolean one = (columns == 1 || columnStride == 0) && (rows == 1 || rowStride == 0);
    boolean packed =
        (columns == 1 || columnStride == bytes)
            && (rows == 1 || rowStride == (long) columns * bytes);
    step[v] = one && rows * columns > 1 ? 0 : 1;
    if (one || packed) {
      address[v] = current[v];
    } else {
      StridedCopy.copy2d(
          register,
          (long) columns * bytes,
          bytes,
          current[v],
          rowStride,
          columnStride,
          rows,
          columns,
          bytes);
      address[v] = register;
    }
  }

  private void compute(
      int v, Program.Instruction instruction, int rows, int columns, int n, int r, int c) {
    long dst = registers + REGISTER_BYTES * program.register(v);
    boolean many = isMany(instruction);
    int o = direct[v];
    if (o >= 0 && many) {
      int s = firstOutput() + o;
      int bytes = elementBytes[v];
      boolean packed =
          (columns == 1 || columnStride(s, c) == bytes)
              && (rows == 1 || rowStride(s, r) == (long) columns * bytes);
      dst = packed ? current[s] : dst;
    }
    int count = many ? n : 1;
    switch (instruction) {
      case Program.UnaryCall u -> u.kernel().apply(dst, address[u.a()], count);
      case Program.BinaryCall b ->
          b.kernel()
              .apply(
                  dst,
                  address[b.a()],
                  many ? step[b.a()] : 1,
                  address[b.b()],
                  many ? step[b.b()] : 1,
                  count);
      case Program.WhereCall w -> {
        long condition = address[w.condition()];
        if (many && step[w.condition()] == 0) {
          StridedCopy.copy2d(spare, 0, 1, condition, 0, 0, 1, n, 1);
          condition = spare;
        }
        w.kernel()
            .apply(
                dst,
                condition,
                address[w.a()],
                many ? step[w.a()] : 1,
                address[w.b()],
                many ? step[w.b()] : 1,
                count);
      }
    }
    address[v] = dst;
    step[v] = many ? 1 : 0;
  }

  private boolean isMany(Program.Instruction instruction) {
    return switch (instruction) {
      case Program.UnaryCall u -> step[u.a()] != 0;
      case Program.BinaryCall b -> (step[b.a()] | step[b.b()]) != 0;
      case Program.WhereCall w -> (step[w.condition()] | step[w.a()] | step[w.b()]) != 0;
    };
  }

  private void fold(int f, int rows, int columns, int r, int c) {
    Folding folding = foldings[f];
    int v = folding.value;
    int bytes = elementBytes[v];
    long src = address[v];
    if (step[v] == 0 && rows * columns > 1) {
      StridedCopy.copy2d(spare, 0, bytes, src, 0, 0, 1, (long) rows * columns, bytes);
      src = spare;
    }
    long cellsRow = rowStride(firstFolding() + f, r);
    long cellsColumn = columnStride(firstFolding() + f, c);
    long indexRow = rowStride(firstIndex() + f, r);
    long indexColumn = columnStride(firstIndex() + f, c);
    long state = folding.state + 8 * current[firstFolding() + f];
    long index = current[firstIndex() + f];
    boolean oneRun =
        cellsColumn == 0
            ? cellsRow == 0 && indexRow == columns * indexColumn
            : cellsRow == columns * cellsColumn;
    int runs = rows == 1 || oneRun ? 1 : rows;
    int length = rows * columns / runs;
    for (int i = 0; i < runs; i++) {
      long cell = state + 8L * i * cellsRow;
      long from = src + (long) i * columns * bytes;
      long first = index + i * indexRow;
      if (cellsColumn == 1) {
        folding.kernel.foldEach(cell, folding.stateStride, from, length, first);
      } else if (cellsColumn == 0) {
        folding.kernel.foldAll(cell, folding.stateStride, from, length, first, indexColumn);
      } else {
        for (int j = 0; j < length; j++) {
          folding.kernel.foldAll(
              cell + 8L * j * cellsColumn,
              folding.stateStride,
              from + (long) j * bytes,
              1,
              first + j * indexColumn,
              0);
        }
      }
    }
  }
}
