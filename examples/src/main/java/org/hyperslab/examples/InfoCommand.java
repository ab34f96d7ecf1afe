package org.hyperslab.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.ZarrArray;
import org.hyperslab.zarr.ZarrGroup;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Describes an array, or a group and everything in it. */
@Command(
    name = "info",
    sortOptions = false,
    header = "Describes a NetCDF file, or a Zarr array, or a group and all arrays in it.",
    description =
        "%nPrints shape, chunks, dtype, codecs, fill value, attributes, and the bytes that the"
            + " array has in memory (logical) and on disk (stored). Reads no chunk.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab info t2m.zarr",
      "  hyperslab info era5.zarr#t2m --json",
      "  hyperslab info era5.nc"
    })
final class InfoCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "INPUT[#NAME]",
      converter = Input.Converter.class,
      description =
          "A NetCDF file (.nc .nc4 .h5) or Zarr store (a folder, .zip, http(s):// or s3://), and a"
              + " variable or group in it.")
  private Input input;

  @Option(names = "--json", description = "Print one JSON object instead.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (input.isNetCdf()) {
      try (Input.Opened opened = input.open()) {
        new DatasetInfo(input, opened.dataset(), out).print(json);
      }
      out.flush();
      return 0;
    }
    ZarrGroup group = input.group();
    if (group == null) {
      ZarrArray array = input.array();
      if (json) {
        out.println(toJson(array));
      } else {
        out.println(array.name() + ": Zarr v" + array.format() + " array");
        print(array, "  ");
      }
    } else if (json) {
      out.println(toJson(group));
    } else {
      out.println(input + ": Zarr v" + group.format() + " group");
      print(group, "  ");
    }
    out.flush();
    return 0;
  }

  private void print(ZarrGroup group, String indent) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    line(indent, "attributes", attributes(group.attributes()));
    for (String name : group.arrays()) {
      out.println(indent + name + ": array");
      print(group.array(name), indent + "  ");
    }
    for (String name : group.groups()) {
      out.println(indent + name + ": group");
      print(group.group(name), indent + "  ");
    }
  }

  private void print(ZarrArray array, String indent) throws IOException {
    ChunkGrid grid = array.grid();
    long logical = logicalBytes(array);
    OptionalLong stored = storedBytes(array);
    line(indent, "shape", array.shape().toString());
    if (!array.dimensionNames().isEmpty()) {
      line(indent, "dimensions", names(array));
    }
    line(indent, "chunks", grid.chunkShape() + ", " + counts(grid));
    Shape shards = array.shardShape();
    line(indent, "shards", shards == null ? "" : shards.toString());
    line(indent, "dtype", array.storedType() + (array.isNumeric() ? "" : " (not numeric)"));
    line(indent, "codecs", array.codecs());
    line(indent, "fill value", array.isNumeric() ? fill(array.fillValue()) : "");
    line(indent, "attributes", attributes(array.attributes()));
    line(indent, "logical", array.isNumeric() ? Bytes.both(logical) : "");
    if (stored.isPresent()) {
      long bytes = stored.getAsLong();
      String ratio =
          bytes > 0 && logical > 0
              ? String.format(Locale.ROOT, ", ratio %.2f", (double) logical / bytes)
              : "";
      line(indent, "stored", Bytes.both(bytes) + ratio);
    }
  }

  /** Nothing where a store can't list, as over HTTP. */
  private static OptionalLong storedBytes(ZarrArray array) throws IOException {
    try {
      return OptionalLong.of(array.storedBytes());
    } catch (UnsupportedOperationException e) {
      return OptionalLong.empty();
    }
  }

  private void line(String indent, String name, String value) {
    if (!value.isEmpty()) {
      spec.commandLine().getOut().printf(Locale.ROOT, "%s%-12s %s%n", indent, name, value);
    }
  }

  /** Bytes of the elements as they are read; 0 where they can't be. */
  private static long logicalBytes(ZarrArray array) {
    if (!array.isNumeric()) {
      return 0;
    }
    return array.shape().size() * array.dtype().bytes() * (array.isComplex() ? 2 : 1);
  }

  private static String names(ZarrArray array) {
    return array.dimensionNames().stream()
        .map(n -> n == null ? "-" : n)
        .collect(Collectors.joining(", "));
  }

  /** The number of chunks: {@code 25 x 4 x 4 = 400}. */
  static String counts(ChunkGrid grid) {
    StringBuilder s = new StringBuilder();
    for (int d = 0; d < grid.rank(); d++) {
      s.append(d == 0 ? "" : " x ").append(grid.countAlong(d));
    }
    return (grid.rank() > 1 ? s + " = " : "") + grid.count();
  }

  private static String fill(FillValue fill) {
    return switch (fill.dtype()) {
      case BOOL -> String.valueOf(fill.bits() != 0);
      case FLOAT32 -> String.valueOf(Float.intBitsToFloat((int) fill.bits()));
      case FLOAT64 -> String.valueOf(Double.longBitsToDouble(fill.bits()));
      case UINT8, UINT16, UINT32, UINT64 -> Long.toUnsignedString(fill.bits());
      case INT8 -> String.valueOf((byte) fill.bits());
      case INT16 -> String.valueOf((short) fill.bits());
      case INT32 -> String.valueOf((int) fill.bits());
      case INT64 -> String.valueOf(fill.bits());
    };
  }

  private static String attributes(Map<String, @Nullable Object> attributes) {
    return attributes.isEmpty() ? "" : MAPPER.valueToTree(attributes).toString();
  }

  private static ObjectNode toJson(ZarrGroup group) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("kind", "group").put("format", group.format());
    json.set("attributes", MAPPER.valueToTree(group.attributes()));
    ObjectNode arrays = json.putObject("arrays");
    for (String name : group.arrays()) {
      arrays.set(name, toJson(group.array(name)));
    }
    ObjectNode groups = json.putObject("groups");
    for (String name : group.groups()) {
      groups.set(name, toJson(group.group(name)));
    }
    return json;
  }

  private static ObjectNode toJson(ZarrArray array) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("kind", "array").put("format", array.format());
    longs(json.putArray("shape"), array.shape().toArray());
    longs(json.putArray("chunks"), array.grid().chunkShape().toArray());
    json.put("chunkCount", array.grid().count());
    Shape shards = array.shardShape();
    if (shards != null) {
      longs(json.putArray("shards"), shards.toArray());
    }
    json.put("dtype", array.storedType());
    json.put("codecs", array.codecs());
    if (array.isNumeric()) {
      json.put("fillValue", fill(array.fillValue()));
    }
    json.set("dimensionNames", MAPPER.valueToTree(array.dimensionNames()));
    json.set("attributes", MAPPER.valueToTree(array.attributes()));
    json.put("logicalBytes", logicalBytes(array));
    storedBytes(array).ifPresent(bytes -> json.put("storedBytes", bytes));
    return json;
  }

  private static void longs(ArrayNode node, long[] values) {
    for (long v : values) {
      node.add(v);
    }
  }
}
