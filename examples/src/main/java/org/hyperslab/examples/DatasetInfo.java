package org.hyperslab.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.store.ByteReader;
import org.hyperslab.zarr.Stores;

/** Describes a dataset, for people and for programs. */
final class DatasetInfo {
  private final Input input;
  private final Dataset dataset;
  private final PrintWriter out;

  DatasetInfo(Input input, Dataset dataset, PrintWriter out) {
    this.input = input;
    this.dataset = dataset;
    this.out = out;
  }

  void print(boolean json) throws java.io.IOException {
    boolean one = !input.name().isEmpty() && dataset.hasVariable(input.name());
    if (json) {
      out.println(one ? json(dataset.variable(input.name())) : json(shown()));
    } else if (one) {
      out.println(input + ": variable");
      print(dataset.variable(input.name()), "  ");
    } else {
      out.println(input + ": NetCDF, " + Bytes.both(bytes()));
      print(shown(), "  ");
    }
  }

  /** Of the file. */
  private long bytes() throws java.io.IOException {
    try (ByteReader file = Stores.file(input.location()).open()) {
      return file.size();
    }
  }

  private Dataset shown() {
    return input.name().isEmpty() ? dataset : dataset.group(input.name());
  }

  private void print(Dataset shown, String indent) {
    StringBuilder dimensions = new StringBuilder();
    for (Dimension d : shown.dimensions()) {
      dimensions
          .append(dimensions.isEmpty() ? "" : ", ")
          .append(d.name())
          .append('=')
          .append(d.length())
          .append(d.unlimited() ? " (unlimited)" : "");
    }
    line(indent, "dimensions", dimensions.toString());
    line(indent, "attributes", attributes(shown.attributes()));
    for (Variable v : shown.variables()) {
      out.println(indent + v.name() + ": variable");
      print(v, indent + "  ");
    }
    shown
        .groups()
        .forEach(
            (name, group) -> {
              out.println(indent + name + ": group");
              print(group, indent + "  ");
            });
  }

  private void print(Variable v, String indent) {
    line(indent, "shape", v.shape().toString());
    line(indent, "dimensions", String.join(", ", v.dimensions()));
    if (v.isNumeric()) {
      line(
          indent,
          "chunks",
          v.array().chunks().chunkShape() + ", " + InfoCommand.counts(v.array().chunks()));
    }
    line(indent, "dtype", v.type());
    line(indent, "codecs", v.storage());
    line(indent, "attributes", attributes(v.attributes()));
    if (v.isNumeric()) {
      line(indent, "logical", Bytes.both(v.shape().size() * v.array().dtype().bytes()));
    }
  }

  private void line(String indent, String name, String value) {
    if (!value.isEmpty()) {
      out.printf(Locale.ROOT, "%s%-12s %s%n", indent, name, value);
    }
  }

  private static String attributes(Attributes attributes) {
    StringBuilder s = new StringBuilder();
    attributes.forEach(
        (name, value) ->
            s.append(s.isEmpty() ? "" : "; ")
                .append(name)
                .append("=")
                .append(String.valueOf(value).replace('\n', ' ')));
    return s.toString();
  }

  private static ObjectNode json(Dataset shown) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("kind", "dataset");
    ObjectNode dimensions = json.putObject("dimensions");
    shown.dimensions().forEach(d -> dimensions.put(d.name(), d.length()));
    json.set("attributes", json(shown.attributes()));
    ObjectNode variables = json.putObject("variables");
    shown.variables().forEach(v -> variables.set(v.name(), json(v)));
    ObjectNode groups = json.putObject("groups");
    shown.groups().forEach((name, group) -> groups.set(name, json(group)));
    return json;
  }

  private static ObjectNode json(Variable v) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("kind", "variable");
    ArrayNode shape = json.putArray("shape");
    for (long extent : v.shape().toArray()) {
      shape.add(extent);
    }
    ArrayNode dimensions = json.putArray("dimensionNames");
    v.dimensions().forEach(dimensions::add);
    if (v.isNumeric()) {
      ArrayNode chunks = json.putArray("chunks");
      for (long extent : v.array().chunks().chunkShape().toArray()) {
        chunks.add(extent);
      }
      json.put("chunkCount", v.array().chunks().count());
      json.put("logicalBytes", v.shape().size() * v.array().dtype().bytes());
    }
    json.put("dtype", v.type()).put("codecs", v.storage());
    json.set("attributes", json(v.attributes()));
    return json;
  }

  private static ObjectNode json(Attributes attributes) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    attributes.forEach(
        (name, value) -> {
          switch (value) {
            case AttributeValue.Text t -> json.put(name, t.text());
            case AttributeValue.Texts t -> json.set(name, mapper.valueToTree(t.texts()));
            case AttributeValue.Structure s -> json.set(name, mapper.valueToTree(s.value()));
            case Numbers n -> {
              if (n.size() == 1 && n.dtype().isFloat()) {
                json.put(name, n.getDouble(0));
              } else if (n.size() == 1) {
                json.put(name, n.getLong(0));
              } else if (n.dtype().isFloat()) {
                json.set(name, mapper.valueToTree(n.toDoubles()));
              } else {
                json.set(name, mapper.valueToTree(n.toLongs()));
              }
            }
          }
        });
    return json;
  }
}
