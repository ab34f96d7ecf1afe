package org.hyperslab.zarr;

/** A codec of an array that isn't numeric, which is named but not looked into. */
record UnreadCodec(String name) implements Codec {
  @Override
  public String toString() {
    return name;
  }
}
