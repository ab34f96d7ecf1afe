package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.BinaryKernel;
import org.hyperslab.kernel.FillKernel;
import org.hyperslab.kernel.Kernels;
import org.hyperslab.kernel.UnaryKernel;
import org.hyperslab.kernel.WhereKernel;
import org.hyperslab.store.ChunkSource;

/**
 * Expressions over one domain, compiled for evaluation tile by tile. The program's values are
 * numbered: first its operands (loaded, made or constant), then the result of every instruction. An
 * instruction is one kernel call per tile; its result lies in a register, a few KiB of scratch
 * memory that later instructions reuse once the value is dead. Immutable and thread-safe.
 */
@SuppressWarnings("exports") // kernels are opaque outside of this module
public final class Program {
  /** A value that is there before the instructions run. */
  public sealed interface Operand {
    DType dtype();
  }

  /** Elements of a source, seen through a map from the domain. */
  public record Load(ChunkSource source, IndexMap map) implements Operand {
    @Override
    public DType dtype() {
      return source.dtype();
    }
  }

  /** Elements made from the index {@code base + sum(weights[d] * i[d])}. */
  public record Make(FillKernel kernel, DType dtype, long base, List<Long> weights, ChunkGrid grid)
      implements Operand {
    public Make {
      weights = List.copyOf(weights);
    }
  }

  /** One value everywhere. */
  public record Constant(DType dtype, long bits) implements Operand {}

  /**
   * Parts along a dimension; part {@code p} begins at {@code starts.get(p)} and is a program of one
   * root over its own domain.
   */
  public record Joined(DType dtype, int dimension, List<Program> parts, List<Long> starts)
      implements Operand {
    public Joined {
      parts = List.copyOf(parts);
      starts = List.copyOf(starts);
    }
  }

  /** A kernel call; arguments and result are value numbers. */
  public sealed interface Instruction {
    /** The arguments' value numbers. */
    List<Integer> args();
  }

  public record UnaryCall(UnaryKernel kernel, int a) implements Instruction {
    @Override
    public List<Integer> args() {
      return List.of(a);
    }
  }

  public record BinaryCall(BinaryKernel kernel, int a, int b) implements Instruction {
    @Override
    public List<Integer> args() {
      return List.of(a, b);
    }
  }

  public record WhereCall(WhereKernel kernel, int condition, int a, int b) implements Instruction {
    @Override
    public List<Integer> args() {
      return List.of(condition, a, b);
    }
  }

  private static final int NO_REGISTER = -1;

  private final Shape domain;
  private final List<Operand> operands;
  private final List<Instruction> instructions;
  private final List<String> labels;
  private final List<DType> dtypes;
  private final List<Integer> roots;
  private final int[] registers;
  private final int registerCount;

  private Program(Compiler c, List<Integer> roots) {
    this.domain = c.domain;
    this.operands = List.copyOf(c.operands);
    this.instructions = List.copyOf(c.instructions);
    this.labels = List.copyOf(c.labels);
    this.dtypes = List.copyOf(c.dtypes);
    this.roots = List.copyOf(roots);
    this.registers = new int[dtypes.size()];
    this.registerCount = allocate();
  }

  /** Compiles expressions over one domain; root {@code i} is expression {@code i}. */
  static Program compile(Shape domain, List<Expr> exprs) {
    Compiler compiler = new Compiler(domain, exprs);
    return new Program(compiler, exprs.stream().map(e -> compiler.value(e)).toList());
  }

  private static final class Compiler {
    private final Shape domain;
    private final List<Operand> operands = new ArrayList<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<DType> dtypes = new ArrayList<>();
    private final IdentityHashMap<Expr, Integer> values = new IdentityHashMap<>();

    Compiler(Shape domain, List<Expr> exprs) {
      this.domain = domain;
      IdentityHashMap<Expr, Boolean> seen = new IdentityHashMap<>();
      exprs.forEach(e -> collectOperands(e, seen));
    }

    private void collectOperands(Expr expr, IdentityHashMap<Expr, Boolean> seen) {
      if (seen.put(expr, true) != null) {
        return;
      }
      if (expr instanceof Expr.Apply apply) {
        apply.args().forEach(a -> collectOperands(a, seen));
        return;
      }
      values.put(expr, operands.size());
      operands.add(operand(expr));
      dtypes.add(expr.dtype());
    }

    private Operand operand(Expr expr) {
      return switch (expr) {
        case Expr.Leaf(ChunkSource source, IndexMap map) -> new Load(source, map);
        case Expr.Fill f -> new Make(f.kernel(), f.dtype(), f.base(), f.weights(), f.grid());
        case Expr.Const(DType dtype, long bits) -> new Constant(dtype, bits);
        case Expr.Join join -> {
          List<Program> parts = new ArrayList<>();
          List<Long> starts = new ArrayList<>();
          long at = 0;
          for (int p = 0; p < join.parts().size(); p++) {
            long extent = join.extents().get(p);
            parts.add(compile(domain.with(join.dimension(), extent), List.of(join.parts().get(p))));
            starts.add(at);
            at += extent;
          }
          yield new Joined(join.dtype(), join.dimension(), parts, starts);
        }
        case Expr.Apply a -> throw new IllegalStateException("an operation is no operand");
      };
    }

    int value(Expr expr) {
      Integer known = values.get(expr);
      if (known != null) {
        return known;
      }
      Expr.Apply apply = (Expr.Apply) expr;
      List<Integer> args = apply.args().stream().map(this::value).toList();
      Kernels kernels = Kernels.best();
      instructions.add(
          switch (apply.op()) {
            case Op.Unary u -> new UnaryCall(kernels.unary(u.op(), u.in()), args.get(0));
            case Op.Unpack u -> new UnaryCall(kernels.unpack(u.unpacking()), args.get(0));
            case Op.Cast c -> new UnaryCall(kernels.cast(c.from(), c.to()), args.get(0));
            case Op.Binary b ->
                new BinaryCall(kernels.binary(b.op(), b.in()), args.get(0), args.get(1));
            case Op.Where w ->
                new WhereCall(kernels.where(w.in()), args.get(0), args.get(1), args.get(2));
          });
      labels.add(apply.op().label());
      dtypes.add(apply.dtype());
      int number = dtypes.size() - 1;
      values.put(expr, number);
      return number;
    }
  }

  /**
   * Gives every value a register of its own while it is alive. An operand's register is for the
   * tiles that cannot be used in place; it lives from the start, since operands are fetched before
   * the first instruction.
   */
  private int allocate() {
    int n = dtypes.size();
    int[] lastUse = new int[n];
    for (int v = 0; v < n; v++) {
      lastUse[v] = v;
    }
    for (int i = 0; i < instructions.size(); i++) {
      for (int a : instructions.get(i).args()) {
        lastUse[a] = operands.size() + i;
      }
    }
    for (int r : roots) {
      lastUse[r] = n;
    }
    boolean[] taken = new boolean[n + 1];
    int count = 0;
    for (int v = 0; v < n; v++) {
      if (v < operands.size() && operands.get(v) instanceof Constant) {
        registers[v] = NO_REGISTER;
        continue;
      }
      int r = 0;
      while (taken[r]) {
        r++;
      }
      registers[v] = r;
      taken[r] = true;
      count = Math.max(count, r + 1);
      if (v >= operands.size()) {
        for (int a : instructions.get(v - operands.size()).args()) {
          if (lastUse[a] == v && registers[a] != NO_REGISTER) {
            taken[registers[a]] = false;
          }
        }
      }
    }
    return count;
  }

  /** The shape of what the program's regions lie in. */
  public Shape domain() {
    return domain;
  }

  /** Values 0, 1, .... */
  public List<Operand> operands() {
    return operands;
  }

  /** The values after the operands, in the order in which they are computed. */
  public List<Instruction> instructions() {
    return instructions;
  }

  /** What the instructions do, for people. */
  public List<String> labels() {
    return labels;
  }

  /** The dtype of a value. */
  public DType dtype(int value) {
    return dtypes.get(value);
  }

  /** The value numbers of the expressions that were compiled. */
  public List<Integer> roots() {
    return roots;
  }

  /** The register of a value; a constant has none. */
  public int register(int value) {
    return registers[value];
  }

  public int registerCount() {
    return registerCount;
  }

  @Override
  public String toString() {
    return "Program["
        + operands
        + ", "
        + instructions.size()
        + " instructions, registers="
        + Arrays.toString(registers)
        + "]";
  }
}
