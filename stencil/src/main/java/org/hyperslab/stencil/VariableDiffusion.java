package org.hyperslab.stencil;

import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.kernel.DiffusionRow;

/**
 * One explicit step of {@code u_t = div(a grad u)} in two dimensions, the diffusivity a being the
 * stencil's one constant field; the formula is {@link DiffusionRow}'s. What leaves a cell through a
 * face enters its neighbour, so that the sum is conserved.
 */
final class VariableDiffusion implements StencilKernel {
  private final DiffusionRow row;
  private final double fy;
  private final double fx;

  /**
   * @param fy time step by twice the square of the distance of rows
   * @param fx time step by twice the square of the distance of columns
   */
  VariableDiffusion(DType dtype, double fy, double fx) {
    this.row = DiffusionRow.of(dtype);
    this.fy = fy;
    this.fx = fx;
  }

  @Override
  public void apply(List<Block> inputs, Region place, List<Block> results) {
    Block field = inputs.getFirst();
    Block diffusivity = inputs.getLast();
    Block out = results.getFirst();
    int bytes = field.dtype().bytes();
    long fieldStep = field.stride(0) * bytes;
    long diffusivityStep = diffusivity.stride(0) * bytes;
    int n = Math.toIntExact(place.extent(1));
    for (long i = 0; i < place.extent(0); i++) {
      row.row(
          new DiffusionRow.Rows(
              out.address() + i * out.stride(0) * bytes,
              field.address() + (i + 1) * fieldStep + bytes,
              fieldStep,
              diffusivity.address() + (i + 1) * diffusivityStep + bytes,
              diffusivityStep),
          fy,
          fx,
          n);
    }
  }
}
