package org.hyperslab.stencil;

/**
 * How a cell's next value follows from the cells around it: by weights ({@link WeightedStencil}) or
 * by code ({@link KernelStencil}). See {@link Stencils} for ready-made ones.
 */
public sealed interface Stencil permits WeightedStencil, KernelStencil {
  /** The most dimensions. */
  int MAX_RANK = 4;

  /** How many dimensions the domain has. */
  int rank();

  /** How far it reaches per dimension, in cells; a copy. */
  int[] radius();

  /** How many fields change with each step. */
  int fields();

  /** How many constant fields (a diffusivity, say) are read beside those that change. */
  int inputs();
}
