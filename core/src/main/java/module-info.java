/** Lazy chunked arrays, their planner, executor and kernels. */
@SuppressWarnings("module") // Those that a package is exported to are compiled later.
module org.hyperslab.core {
  requires jdk.management;
  requires org.slf4j;
  requires static jdk.incubator.vector;
  requires static transitive org.jspecify;

  exports org.hyperslab;
  exports org.hyperslab.block;
  exports org.hyperslab.dataset;
  exports org.hyperslab.exec;
  exports org.hyperslab.grid;
  exports org.hyperslab.kernel to
      org.hyperslab.stencil,
      org.hyperslab.zarr;
  exports org.hyperslab.kernel.shuffle to
      org.hyperslab.codec,
      org.hyperslab.netcdf,
      org.hyperslab.zarr;
  exports org.hyperslab.plan;
  exports org.hyperslab.store;
}
