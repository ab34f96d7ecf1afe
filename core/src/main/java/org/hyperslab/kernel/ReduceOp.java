package org.hyperslab.kernel;

/** Built-in reductions. The {@code NAN_} ones skip NaN elements. */
public enum ReduceOp {
  SUM,
  PROD,
  MEAN,
  VAR,
  STD,
  MIN,
  MAX,
  ANY,
  ALL,
  ARGMIN,
  ARGMAX,
  COUNT_NONZERO,
  NAN_SUM,
  NAN_MEAN,
  NAN_VAR,
  NAN_STD,
  NAN_MIN,
  NAN_MAX
}
