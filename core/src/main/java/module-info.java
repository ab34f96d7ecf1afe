/** Lazy chunked arrays, their planner, executor and kernels. */
module org.hyperslab.core {
  requires it.unimi.dsi.fastutil.core;
  requires org.slf4j;
  requires static jdk.incubator.vector;
  requires static org.jspecify;
}
