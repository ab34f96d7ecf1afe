package org.hyperslab.netcdf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.grid.Shape;

/** An attribute of an object in an HDF5 file. Immutable. */
final class HdfAttribute {
  private final String name;
  private final byte[] type;
  private final byte[] space;
  private final Value value;

  /**
   * @param type a datatype message
   * @param space a dataspace message
   * @param value writes the value when it is known where heap and objects are
   */
  private HdfAttribute(String name, byte[] type, byte[] space, Value value) {
    this.name = name;
    this.type = type;
    this.space = space;
    this.value = value;
  }

  String name() {
    return name;
  }

  /** Writes a value. Called twice; what is written must be as long both times. */
  @FunctionalInterface
  interface Value {
    void write(HdfBytes out, HdfHeap heap);
  }

  static HdfAttribute of(String name, AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text t -> text(name, t.text());
      case AttributeValue.Texts t -> texts(name, t.texts());
      case AttributeValue.Structure s -> text(name, JsonText.of(s.value()));
      case Numbers n -> numbers(name, n);
    };
  }

  /** A text as netCDF-C stores it: as long as it is, nothing behind. */
  private static HdfAttribute text(String name, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new HdfAttribute(
        name,
        HdfTypes.string(Math.max(1, utf8.length), utf8.length != text.length()),
        utf8.length == 0 ? HdfMessage.noSpace() : HdfMessage.space(Shape.of(), new boolean[0]),
        (out, heap) -> out.put(utf8));
  }

  /** A text as the HDF5 library's dimension scales have it: with a NUL. */
  static HdfAttribute terminated(String name, String text) {
    byte[] utf8 = (text + '\0').getBytes(StandardCharsets.UTF_8);
    return new HdfAttribute(
        name,
        HdfTypes.string(utf8.length, false),
        HdfMessage.space(Shape.of(), new boolean[0]),
        (out, heap) -> out.put(utf8));
  }

  private static HdfAttribute texts(String name, List<String> texts) {
    List<byte[]> all = new ArrayList<>();
    texts.forEach(t -> all.add(t.getBytes(StandardCharsets.UTF_8)));
    return new HdfAttribute(
        name,
        HdfTypes.variableString(),
        row(all.size()),
        (out, heap) -> all.forEach(t -> heap.put(t, t.length, out)));
  }

  private static byte[] row(int length) {
    return length == 0
        ? HdfMessage.noSpace()
        : HdfMessage.space(Shape.of(length), new boolean[] {false});
  }

  static HdfAttribute numbers(String name, Numbers n) {
    int bytes = n.dtype().bytes();
    return new HdfAttribute(
        name,
        HdfTypes.of(n.dtype()),
        row(n.size()),
        (out, heap) -> {
          for (int i = 0; i < n.size(); i++) {
            out.bits(n.bits(i), bytes);
          }
        });
  }

  /** A single number, without a dimension. */
  static HdfAttribute scalar(String name, int number) {
    return new HdfAttribute(
        name,
        HdfTypes.of(DType.INT32),
        HdfMessage.space(Shape.of(), new boolean[0]),
        (out, heap) -> out.i32(number));
  }

  /** The numbers of a dataset's dimensions. */
  static HdfAttribute coordinates(int[] dimensions) {
    return numbers(
        "_Netcdf4Coordinates",
        Numbers.of(DType.INT32, Arrays.stream(dimensions).asLongStream().toArray()));
  }

  /** Who wrote the file. */
  static HdfAttribute properties() {
    return text("_NCProperties", "version=2,hyperslab=0.1");
  }

  /** The scales of a dataset's dimensions: a list of one reference for each. */
  static HdfAttribute dimensionList(List<HdfNode> scales) {
    return new HdfAttribute(
        "DIMENSION_LIST",
        HdfTypes.referenceList(),
        row(scales.size()),
        (out, heap) ->
            scales.forEach(s -> heap.put(new HdfBytes().i64(s.address()).toArray(), 1, out)));
  }

  /** A dimension of a dataset. */
  record Use(HdfNode dataset, int dimension) {}

  /** The dimensions that a scale is the scale of. */
  static HdfAttribute referenceList(List<Use> uses) {
    return new HdfAttribute(
        "REFERENCE_LIST",
        HdfTypes.scaleUse(),
        row(uses.size()),
        (out, heap) -> uses.forEach(u -> out.i64(u.dataset().address()).i32(u.dimension()).i32(0)));
  }

  /** The attribute's message. */
  HdfMessage message(HdfHeap heap) {
    byte[] utf8 = (name + '\0').getBytes(StandardCharsets.UTF_8);
    HdfBytes b = new HdfBytes().u8(3).u8(0).u16(utf8.length).u16(type.length).u16(space.length);
    b.u8(utf8.length - 1 == name.length() ? 0 : 1).put(utf8).put(type).put(space);
    value.write(b, heap);
    return new HdfMessage(HdfMessage.ATTRIBUTE, b.toArray());
  }
}
