package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrSpec;
import picocli.CommandLine.ITypeConverter;

/** A number for all cells, or an array with one for each. */
sealed interface HeatInput {
  /** A number. */
  record Constant(double value) implements HeatInput {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /** An array of rows and columns, in a store or a file. */
  record Stored(Input path) implements HeatInput {
    ChunkedArray array() throws IOException {
      if (path.isNetCdf()) {
        Input.Opened opened = path.open(); // the process's end closes it
        return opened.dataset().variable(path.variable(opened)).decoded().array();
      }
      return path.array().array();
    }

    /**
     * The array's shape.
     *
     * @param option what messages call it
     */
    Shape shape(String option) throws IOException {
      Shape shape = array().shape();
      if (shape.rank() != 2) {
        throw new IllegalArgumentException(option + " is not two-dimensional: " + shape);
      }
      return shape;
    }

    /** Whether the array can be read as it is. */
    boolean isSource(DType dtype) throws IOException {
      return !path.isNetCdf() && path.array().dtype() == dtype;
    }

    /** The array as it is. */
    ChunkSource source() throws IOException {
      return path.array().source();
    }

    /**
     * The array's chunks as they are if it is a Zarr array of the right dtype; else those of a
     * copy.
     *
     * @param runs for the session that copies, which keeps no memory that steps then need
     * @param copy where that would be
     * @param spec how, with the dtype that is wanted
     */
    ChunkSource source(RunOptions runs, Path copy, ZarrSpec spec) throws IOException {
      if (isSource(spec.dtype())) {
        return source();
      }
      DType dtype = spec.dtype();
      try (Session copying = runs.session()) {
        copying.run(Zarr.write(copy, array().cast(dtype), spec));
      }
      return Zarr.open(copy).source();
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** Reads a number or a path. */
  final class Option implements ITypeConverter<HeatInput> {
    @Override
    public HeatInput convert(String text) {
      try {
        return new Constant(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        return new Stored(new Input.Converter().convert(text));
      }
    }
  }
}
