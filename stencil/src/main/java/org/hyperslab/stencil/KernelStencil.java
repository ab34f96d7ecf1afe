package org.hyperslab.stencil;

import java.util.Objects;

/** A stencil given by code, for one field or several, with or without constant ones. Immutable. */
public final class KernelStencil implements Stencil {
  private final int[] radius;
  private final int fields;
  private final int inputs;
  private final StencilKernel kernel;

  private KernelStencil(int[] radius, int fields, int inputs, StencilKernel kernel) {
    this.radius = radius;
    this.fields = fields;
    this.inputs = inputs;
    this.kernel = kernel;
  }

  /**
   * A stencil of one field.
   *
   * @param kernel not null
   * @param radius how far the kernel looks, per dimension, in cells
   * @throws IllegalArgumentException unless there are one to four dimensions
   */
  public static KernelStencil of(StencilKernel kernel, int... radius) {
    WeightedStencil.checkRadius(radius);
    return new KernelStencil(radius.clone(), 1, 0, Objects.requireNonNull(kernel));
  }

  /** With another number of fields that change, at least one. */
  public KernelStencil withFields(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("fields less than 1: " + count);
    }
    return new KernelStencil(radius, count, inputs, kernel);
  }

  /** With another number of constant fields. */
  public KernelStencil withInputs(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("inputs less than 0: " + count);
    }
    return new KernelStencil(radius, fields, count, kernel);
  }

  /** The code. */
  public StencilKernel kernel() {
    return kernel;
  }

  @Override
  public int rank() {
    return radius.length;
  }

  @Override
  public int[] radius() {
    return radius.clone();
  }

  @Override
  public int fields() {
    return fields;
  }

  @Override
  public int inputs() {
    return inputs;
  }
}
