/** Stencils on grids, halo exchange, and the heat equation. */
module org.hyperslab.stencil {
  requires transitive org.hyperslab.core;
  requires org.slf4j;
  requires static jdk.incubator.vector;
  requires static transitive org.jspecify;

  exports org.hyperslab.stencil;
  exports org.hyperslab.stencil.stream;
}
