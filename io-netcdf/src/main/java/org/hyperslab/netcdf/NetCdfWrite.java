package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hyperslab.Session;
import org.hyperslab.Write;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.exec.RunReport;
import org.hyperslab.store.ChunkSink;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that is to be written to a NetCDF file, all variables in one run. Nothing happens
 * before it is run. The file is written beside its place under a temporary name, {@code
 * .NAME.tmp-xxxx}, and takes its place at the end, so that readers see the previous file or the new
 * one; a run that fails leaves the previous file, and one that is killed the temporary one besides.
 * Data is not forced to the disk.
 */
public final class NetCdfWrite {
  private final Path file;
  private final Dataset dataset;
  private final Starter starter;

  /** Begins to write the file. */
  @FunctionalInterface
  private interface Starter {
    Opened begin() throws IOException;
  }

  private NetCdfWrite(Path file, Dataset dataset, NetCdfOptions options) {
    this.file = file;
    this.dataset = dataset;
    this.starter =
        switch (options.format()) {
          case CLASSIC, CDF2, CDF5 -> {
            ClassicDesign design = new ClassicDesign(dataset, options.format());
            yield () -> ClassicFile.create(file, dataset, design);
          }
          case NETCDF4 -> {
            Map<Variable, HdfStorage> storage = HdfFile.storage(dataset, options);
            yield () -> HdfFile.create(file, dataset, storage);
          }
        };
  }

  static NetCdfWrite of(Path file, Dataset dataset, NetCdfOptions options) {
    return new NetCdfWrite(file, dataset, options);
  }

  /** Computes and writes the dataset in the shared default session. */
  public RunReport run() {
    return run(Session.shared());
  }

  /**
   * Computes and writes the dataset.
   *
   * @throws ComputeException if something cannot be read, computed or written
   */
  public RunReport run(Session session) {
    List<Write> writes = writes();
    if (writes.isEmpty()) {
      try {
        Draft draft = starter.begin().draft();
        try {
          draft.complete();
        } finally {
          draft.abandon();
        }
      } catch (IOException e) {
        throw new ComputeException("cannot write: file=" + file + ": " + e.getMessage(), e);
      }
    }
    return session.run(writes.toArray(Write[]::new));
  }

  /**
   * The writes of the numeric variables, to be run together, once, and with others if need be. The
   * file takes its place when all of them are done.
   */
  public List<Write> writes() {
    Start start = new Start();
    List<Write> writes = new ArrayList<>();
    for (Variable v : numeric(dataset, new ArrayList<>())) {
      int i = writes.size();
      writes.add(new Write(v.array(), () -> start.sink(i)));
    }
    return writes;
  }

  /** The numeric variables, those of groups behind the dataset's own. */
  static List<Variable> numeric(Dataset dataset, List<Variable> found) {
    dataset.variables().stream().filter(Variable::isNumeric).forEach(found::add);
    dataset.groups().values().forEach(g -> numeric(g, found));
    return found;
  }

  /** Begins the file when the first sink is asked for. */
  private final class Start {
    private @Nullable Opened opened;

    synchronized ChunkSink sink(int i) throws IOException {
      if (opened == null) {
        opened = starter.begin();
      }
      return opened.sinks().get(i);
    }
  }
}
