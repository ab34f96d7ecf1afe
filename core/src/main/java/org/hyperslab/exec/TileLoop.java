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
 * weights). {@link TileWalk} cuts the box into tiles and says where each stream is.
 *
 * <p>Within a tile all values lie packed, row by row. An operand that already does is used in
 * place, one that does not change within the tile is passed to kernels as a scalar, others are
 * copied to their register. A result goes straight to where it is to be stored if it lies packed
 * there too.
 */
final class TileLoop {
  private static final long REGISTER_BYTES = ProgramLayout.REGISTER_BYTES;

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
    private final int labelledAxis;
    private long[] states = {};
    private long stateStride;
    private long[] cellStrides = {};
    private long index;
    private long[] indexWeights = {};

    /**
     * @param labelledAxis the dimension whose indices have states of their own, or -1
     */
    Folding(int value, ReduceKernel kernel, int labelledAxis) {
      this.value = value;
      this.kernel = kernel;
      this.labelledAxis = labelledAxis;
    }

    /**
     * The states of the box's cells, and the numbering of its elements.
     *
     * @param stateAddresses one for the box, or one per index along the labelled axis; 0 for those
     *     that are left out
     */
    void into(long[] stateAddresses, long stride, long[] strides, long firstIndex, long[] weights) {
      states = stateAddresses;
      stateStride = stride;
      cellStrides = strides;
      index = firstIndex;
      indexWeights = weights;
    }

    /** Nothing of the box, which has {@code rank} dimensions, is folded. */
    void nowhere(int rank) {
      into(new long[0], 0, new long[rank], 0, new long[rank]);
    }

    private long[] labelStrides(int rank) {
      long[] label = new long[rank];
      if (labelledAxis >= 0) {
        label[labelledAxis] = 1;
      }
      return label;
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

  private final TileWalk walk;

  /** The values of the tile that is being folded, and the bytes between its rows. */
  private long source;

  private long sourceRowBytes;

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
    walk =
        new TileWalk(
            operands.size() + outputs.length + 3 * foldings.length,
            foldings.length == 0 ? -1 : firstFolding(),
            foldings.length > 0 && outputs.length == 0,
            code.length == 0
                && outputs.length == 0
                && operands.stream().allMatch(TileLoop::isInMemory));
    for (int v = 0; v < operands.size(); v++) {
      walk.setElementBytes(v, isInMemory(operands.get(v)) ? elementBytes[v] : 0);
    }
    for (int o = 0; o < outputs.length; o++) {
      walk.setElementBytes(firstOutput() + o, elementBytes[outputs[o].value]);
    }
    long constants = REGISTER_BYTES * (program.registerCount() + 1);
    for (int v = 0; v < operands.size(); v++) {
      if (operands.get(v) instanceof Program.Constant c) {
        registers.set(ValueLayout.JAVA_LONG, constants + 8L * v, c.bits());
        address[v] = this.registers + constants + 8L * v;
      }
    }
  }

  private static boolean isInMemory(Program.Operand operand) {
    return operand instanceof Program.Load || operand instanceof Program.Joined;
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

  private int firstLabel() {
    return firstIndex() + foldings.length;
  }

  /**
   * Evaluates the program over a box of the given shape. The outputs and foldings have been placed
   * before.
   */
  void run(Shape box, Operands from) {
    if (box.isEmpty()) {
      return;
    }
    for (int v = 0; v < operands.size(); v++) {
      boolean constant = operands.get(v) instanceof Program.Constant;
      walk.stream(v, from.base[v], constant ? new long[box.rank()] : from.strides[v]);
    }
    for (int o = 0; o < outputs.length; o++) {
      walk.stream(firstOutput() + o, outputs[o].address, outputs[o].strides);
    }
    for (int f = 0; f < foldings.length; f++) {
      walk.stream(firstFolding() + f, 0, foldings[f].cellStrides);
      walk.stream(firstIndex() + f, foldings[f].index, foldings[f].indexWeights);
      walk.stream(firstLabel() + f, 0, foldings[f].labelStrides(box.rank()));
    }
    walk.begin(box);
    do {
      tile(walk.rows(), walk.columns());
    } while (walk.next());
  }

  private void tile(int rows, int columns) {
    for (int v = 0; v < operands.size(); v++) {
      fetch(v, rows, columns, walk.rowStride(v), walk.columnStride(v));
    }
    int n = rows * columns;
    for (int i = 0; i < code.length; i++) {
      compute(operands.size() + i, code[i], rows, columns, n);
    }
    for (int o = 0; o < outputs.length; o++) {
      int v = outputs[o].value;
      int s = firstOutput() + o;
      if (address[v] != walk.at(s)) {
        int bytes = elementBytes[v];
        StridedCopy.copy2d(
            walk.at(s),
            walk.rowStride(s),
            walk.columnStride(s),
            address[v],
            step[v] == 0 ? 0 : (long) columns * bytes,
            step[v] == 0 ? 0 : bytes,
            rows,
            columns,
            bytes);
      }
    }
    for (int f = 0; f < foldings.length; f++) {
      fold(f, rows, columns);
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
          m.kernel().fill(register, walk.at(v), 0, 1);
        } else if (rows == 1 || rowStride == columns * columnStride) {
          m.kernel().fill(register, walk.at(v), columnStride, rows * columns);
        } else {
          for (int i = 0; i < rows; i++) {
            m.kernel()
                .fill(
                    register + (long) i * columns * elementBytes[v],
                    walk.at(v) + i * rowStride,
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
    if (walk.isInPlace()) {
      address[v] = walk.at(v);
      step[v] = 1;
      return;
    }
    int bytes = elementBytes[v];
    boolean one = (columns == 1 || columnStride == 0) && (rows == 1 || rowStride == 0);
    boolean packed =
        (columns == 1 || columnStride == bytes)
            && (rows == 1 || rowStride == (long) columns * bytes);
    step[v] = one && rows * columns > 1 ? 0 : 1;
    if (one || packed) {
      address[v] = walk.at(v);
    } else {
      StridedCopy.copy2d(
          register,
          (long) columns * bytes,
          bytes,
          walk.at(v),
          rowStride,
          columnStride,
          rows,
          columns,
          bytes);
      address[v] = register;
    }
  }

  private void compute(int v, Program.Instruction instruction, int rows, int columns, int n) {
    long dst = registers + REGISTER_BYTES * program.register(v);
    boolean many = isMany(instruction);
    int o = direct[v];
    if (o >= 0 && many) {
      int s = firstOutput() + o;
      int bytes = elementBytes[v];
      boolean packed =
          (columns == 1 || walk.columnStride(s) == bytes)
              && (rows == 1 || walk.rowStride(s) == (long) columns * bytes);
      dst = packed ? walk.at(s) : dst;
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

  private void fold(int f, int rows, int columns) {
    Folding folding = foldings[f];
    if (folding.states.length == 0) {
      return;
    }
    int v = folding.value;
    int bytes = elementBytes[v];
    source = address[v];
    sourceRowBytes = walk.isInPlace() ? walk.rowStride(v) : (long) columns * bytes;
    if (step[v] == 0 && rows * columns > 1) {
      StridedCopy.copy2d(spare, 0, bytes, source, 0, 0, 1, (long) rows * columns, bytes);
      source = spare;
    }
    long[] states = folding.states;
    int at = (int) walk.at(firstLabel() + f);
    if (walk.rowStride(firstLabel() + f) != 0) {
      for (int r = 0, end; r < rows; r = end) {
        end = endOfRun(states, at, r, rows);
        fold(f, states[at + r], r, end - r, 0, columns);
      }
    } else if (walk.columnStride(firstLabel() + f) != 0) {
      for (int c = 0, end; c < columns; c = end) {
        end = endOfRun(states, at, c, columns);
        fold(f, states[at + c], 0, rows, c, end - c);
      }
    } else {
      fold(f, states[at], 0, rows, 0, columns);
    }
  }

  /** Where indices along the labelled axis stop having the states of the one at {@code from}. */
  private static int endOfRun(long[] states, int at, int from, int most) {
    int end = from + 1;
    while (end < most && states[at + end] == states[at + from]) {
      end++;
    }
    return end;
  }

  /** Folds a box of the tile into states. */
  private void fold(int f, long states, int firstRow, int rows, int firstColumn, int columns) {
    if (states == 0) {
      return;
    }
    Folding folding = foldings[f];
    int bytes = elementBytes[folding.value];
    long rowBytes = sourceRowBytes;
    long src = source + firstRow * rowBytes + (long) firstColumn * bytes;
    long cellsRow = walk.rowStride(firstFolding() + f);
    long cellsColumn = walk.columnStride(firstFolding() + f);
    long indexRow = walk.rowStride(firstIndex() + f);
    long indexColumn = walk.columnStride(firstIndex() + f);
    long cells = firstRow * cellsRow + firstColumn * cellsColumn;
    long state = states + 8 * (walk.at(firstFolding() + f) + cells);
    long index = walk.at(firstIndex() + f) + firstRow * indexRow + firstColumn * indexColumn;
    if (rows > 1 && cellsColumn == 1 && cellsRow == 0) {
      folding.kernel.foldRows(
          state, folding.stateStride, src, rowBytes, rows, columns, index, indexRow);
      return;
    }
    boolean oneRun =
        rowBytes == (long) columns * bytes
            && (cellsColumn == 0
                ? cellsRow == 0 && indexRow == columns * indexColumn
                : cellsRow == columns * cellsColumn);
    int runs = rows == 1 || oneRun ? 1 : rows;
    int length = rows * columns / runs;
    for (int i = 0; i < runs; i++) {
      long cell = state + 8L * i * cellsRow;
      long from = src + i * rowBytes;
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
