package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.hyperslab.Session;
import org.hyperslab.Write;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.exec.RunReport;
import org.hyperslab.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that is to be written as a Zarr group, all variables in one run, with consolidated
 * metadata, so that xarray opens it. Nothing happens before it is run.
 *
 * <p>In a folder, the group is written beside its place under a temporary name, {@code
 * .NAME.tmp-xxxx}, and takes its place at the end; the group or array that was there is replaced.
 * Other stores must have nothing at the group's path; who opened them commits them.
 */
public final class ZarrDatasetWrite {
  private final Dataset dataset;
  private final Target target;
  private final int format;
  private final BiFunction<Variable, ZarrSpec, ZarrSpec> specs;

  /** Where the group goes. */
  private sealed interface Target {
    record Folder(Path path) implements Target {}

    record Store(ZarrStore store, String path) implements Target {}
  }

  private ZarrDatasetWrite(
      Dataset dataset, Target target, int format, BiFunction<Variable, ZarrSpec, ZarrSpec> specs) {
    if (format != 2 && format != 3) {
      throw new IllegalArgumentException("Zarr format is 2 or 3, not " + format);
    }
    this.dataset = dataset;
    this.target = target;
    this.format = format;
    this.specs = specs;
  }

  static ZarrDatasetWrite of(Path folder, Dataset dataset) {
    return new ZarrDatasetWrite(dataset, new Target.Folder(folder), 3, (v, spec) -> spec);
  }

  static ZarrDatasetWrite of(ZarrStore store, String path, Dataset dataset) {
    return new ZarrDatasetWrite(dataset, new Target.Store(store, path), 3, (v, spec) -> spec);
  }

  /** As version 2 or 3 of the format; the default is 3. */
  public ZarrDatasetWrite withFormat(int value) {
    return new ZarrDatasetWrite(dataset, target, value, specs);
  }

  /**
   * With other chunks, codecs and the like: a function gets each variable and the specification
   * that would be used, which has the variable's chunks and zstd, and returns the one to use.
   */
  public ZarrDatasetWrite withSpecs(BiFunction<Variable, ZarrSpec, ZarrSpec> value) {
    return new ZarrDatasetWrite(dataset, target, format, value);
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
    try {
      return switch (target) {
        case Target.Store(ZarrStore store, String path) -> write(store, path, session);
        case Target.Folder(Path path) -> {
          Replacement.recover(path);
          Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
          refuseToReplaceOthers(place);
          try (Replacement replacement = Replacement.begin(place);
              ZarrStore store = new FolderStore(replacement.temporary())) {
            RunReport report = write(store, "", session);
            replacement.commit();
            yield report;
          }
        }
      };
    } catch (IOException e) {
      throw new ComputeException("cannot write: " + e.getMessage(), e);
    }
  }

  /**
   * The plan for writing the dataset. Nothing is computed, and nothing is written to its place.
   *
   * @throws ComputeException if a text cannot be read
   */
  public Plan plan(Session session) {
    String place =
        switch (target) {
          case Target.Folder(Path path) -> path.toString();
          case Target.Store(ZarrStore store, String path) -> store.locate(path);
        };
    try (ZarrStore nowhere = new MemoryStore(place)) {
      return session.plan(begin(nowhere, "", new ArrayList<>()));
    } catch (IOException e) {
      throw new ComputeException("cannot plan: " + e.getMessage(), e);
    }
  }

  private static void refuseToReplaceOthers(Path place) throws IOException {
    if (!Files.exists(place)) {
      return;
    }
    if (!Files.isDirectory(place)) {
      throw new FileAlreadyExistsException(place.toString(), null, "a file, not a Zarr group");
    }
    try (Stream<Path> files = Files.list(place)) {
      if (files.findAny().isPresent()
          && NodeDocuments.read(new Node.Place(new FolderStore(place), "")) == null) {
        throw new FileAlreadyExistsException(place.toString(), null, "not a Zarr group");
      }
    }
  }

  private RunReport write(ZarrStore store, String path, Session session) throws IOException {
    List<String> unfilled = new ArrayList<>();
    RunReport report = session.run(begin(store, path, unfilled));
    for (String array : unfilled) {
      withoutFill(new Node.Place(store, array));
    }
    Zarr.consolidate(store, path);
    return report;
  }

  /** Writes what is no array of numbers, and returns the writes of those. */
  private Write[] begin(ZarrStore store, String path, List<String> unfilled) throws IOException {
    List<Write> writes = new ArrayList<>();
    add(dataset, store, path, writes, unfilled);
    return writes.toArray(Write[]::new);
  }

  private void add(
      Dataset from, ZarrStore store, String path, List<Write> writes, List<String> unfilled)
      throws IOException {
    Zarr.createGroup(store, path, format, JsonAttributes.toJson(from.attributes()));
    for (Variable v : from.variables()) {
      String array = StoreKey.join(path, v.name());
      if (!v.isNumeric()) {
        TextArray.write(new Node.Place(store, array), v, format, attributes(v));
        continue;
      }
      FillValue fill = fill(v);
      if (format == 2 && fill == null) {
        unfilled.add(array);
      }
      writes.add(Zarr.write(store, array, v.array(), spec(v, fill)));
    }
    for (Map.Entry<String, Dataset> group : from.groups().entrySet()) {
      add(group.getValue(), store, StoreKey.join(path, group.getKey()), writes, unfilled);
    }
  }

  /** The fill value that a variable names; null if there is none, or none that its type has. */
  private static @Nullable FillValue fill(Variable v) {
    Numbers fill = v.attributes().numbers(JsonAttributes.FILL);
    if (fill == null || fill.size() != 1) {
      return null;
    }
    DType dtype = v.array().dtype();
    if (dtype.isFloat()) {
      return FillValue.of(dtype, fill.getDouble(0));
    }
    FillValue kept = FillValue.of(dtype, fill.getLong(0));
    boolean same = Numbers.ofBits(dtype, kept.bits()).getDouble(0) == fill.getDouble(0);
    boolean sameBits = fill.dtype().bytes() == dtype.bytes() && !fill.dtype().isFloat();
    return same || sameBits ? kept : null;
  }

  private ZarrSpec spec(Variable v, @Nullable FillValue fill) {
    DType dtype = v.array().dtype();
    ZarrSpec spec =
        ZarrSpec.of(v.shape(), v.array().chunks().chunkShape(), dtype)
            .withFormat(format)
            .withCompression(ZarrSpec.Compression.zstd(3))
            .withAttributes(attributes(v))
            .withDimensionNames(new ArrayList<>(v.dimensions()));
    if (fill != null) {
      spec = spec.withFill(fill);
    }
    return specs.apply(v, spec);
  }

  private Map<String, @Nullable Object> attributes(Variable v) {
    Attributes attributes = v.attributes();
    Numbers fill = attributes.numbers(JsonAttributes.FILL);
    if (format == 2) {
      Map<String, @Nullable Object> json =
          JsonAttributes.toJson(attributes.without(JsonAttributes.FILL));
      if (v.rank() == 0) {
        json.put(JsonAttributes.DIMENSIONS, List.of());
      }
      return json;
    }
    Map<String, @Nullable Object> json = JsonAttributes.toJson(attributes);
    boolean floats = v.isNumeric() && v.array().dtype().isFloat();
    if (floats && fill != null && fill.size() == 1) {
      json.put(JsonAttributes.FILL, JsonAttributes.encodeFill(fill.getDouble(0)));
    }
    return json;
  }

  /** Says that an array of v2 has no fill value, which xarray would take for a missing one. */
  private static void withoutFill(Node.Place array) throws IOException {
    ObjectNode document = NodeDocuments.read(array, NodeDocuments.V2_ARRAY);
    if (document != null) {
      document.putNull("fill_value");
      NodeDocuments.write(array, NodeDocuments.V2_ARRAY, document);
    }
  }
}
