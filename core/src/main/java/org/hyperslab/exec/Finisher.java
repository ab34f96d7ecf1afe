package org.hyperslab.exec;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Strides;
import org.hyperslab.plan.Program;
import org.hyperslab.plan.Stage;

/** One thread's work behind complete groups. */
final class Finisher {
  private final Stage.Blockwise stage;
  private final StageContext context;

  Finisher(Stage.Blockwise stage, StageContext context) {
    this.stage = stage;
    this.context = context;
  }

  void finish(GroupStates set, GroupStates.Partial states) {
    Region region = set.groups().region(states.group);
    for (Stage.Finish finish : stage.finishes()) {
      if (set.folds().contains(stage.folds().get(finish.folds().getFirst()))) {
        try (Buffers buffers = new Buffers(context.pool())) {
          finish(finish, set, states, region, buffers);
        }
      }
    }
  }

  private void finish(
      Stage.Finish finish,
      GroupStates set,
      GroupStates.Partial states,
      Region region,
      Buffers buffers) {
    Map<Object, Block> results = new HashMap<>();
    for (int number : finish.folds()) {
      Stage.Fold fold = stage.folds().get(number);
      BlockPool.Buffer buffer = buffers.take(8L * Math.max(1, states.cells()));
      Block block = Block.of(buffer.segment(), fold.kernel().resultType(), region.shape());
      results(fold, set.folds().indexOf(fold), states, block.address());
      results.put(fold.result(), block.withLayout(region.shape(), 0, strides(set, region)));
    }
    Program program = finish.program();
    Region shown = finish.map().viewRegion(region);
    Writer writer = context.writer(finish.destination(), finish.regions(), buffers);
    TileLoop.Output output = new TileLoop.Output(program.roots().getFirst());
    ProgramRunner.to(output, writer.begin(shown));
    TileLoop loop =
        new TileLoop(
            program,
            buffers.take(finish.layout().registerBytes()).segment(),
            new TileLoop.Output[] {output},
            new TileLoop.Folding[0]);
    loop.run(shown.shape(), operands(program, finish, results, shown));
    writer.end();
  }

  /** Turns the states of one fold into results, which lie like the states. */
  private static void results(
      Stage.Fold fold, int number, GroupStates.Partial states, long address) {
    int n = Math.toIntExact(states.cellsPerLabel);
    long bytes = n * (long) fold.kernel().resultType().bytes();
    for (long l = 0; l < states.labels; l++) {
      long state = states.address(number) + l * states.labelBytes();
      long count = fold.count() * states.size(l);
      if (count == 0 && fold.span().labels() != null) {
        fold.kernel().finishEmpty(address + l * bytes, state, states.stride(), n);
      } else {
        fold.kernel().finish(address + l * bytes, state, states.stride(), n, count);
      }
    }
  }

  /** The layout of results: packed, but label by label where there are labels. */
  private static long[] strides(GroupStates set, Region region) {
    long[] strides = Strides.contiguous(region.shape());
    if (set.bins() != null) {
      int along = set.span().labelDimension();
      long n = 1;
      for (int d = strides.length - 1; d >= 0; d--) {
        if (d != along) {
          strides[d] = n;
          n *= region.extent(d);
        }
      }
      strides[along] = n;
    }
    return strides;
  }

  private static TileLoop.Operands operands(
      Program program, Stage.Finish finish, Map<Object, Block> results, Region shown) {
    TileLoop.Operands places = new TileLoop.Operands(program.operands().size());
    for (int v = 0; v < program.operands().size(); v++) {
      if (program.operands().get(v) instanceof Program.Load load) {
        Block block = Objects.requireNonNull(results.get(load.source()));
        long[] strides = new long[shown.rank()];
        for (int d = 0; d < strides.length; d++) {
          int axis = finish.map().axis(d);
          strides[d] = axis < 0 ? 0 : block.stride(axis) * block.dtype().bytes();
        }
        places.base[v] = block.address();
        places.strides[v] = strides;
      }
    }
    return places;
  }
}
