package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * An attribute with its value.
 *
 * @param value null for a type that says nothing to people, such as references
 * @param references the objects that it refers to, one list per element; empty if it has none
 */
record Hdf5Attribute(String name, @Nullable AttributeValue value, List<List<Long>> references) {
  private static final int MOST_ELEMENTS = 4 << 20;

  /** A text takes some fifty bytes of heap even if it is empty. */
  private static final int MOST_TEXTS = 1 << 20;

  static List<Hdf5Attribute> all(MetadataFile file, ObjectHeader header, GlobalHeap heap)
      throws IOException {
    List<Hdf5Attribute> attributes = new ArrayList<>();
    for (AttributeMessage m : AttributeMessage.all(file, header)) {
      attributes.add(read(m, heap));
    }
    return List.copyOf(attributes);
  }

  private static Hdf5Attribute read(AttributeMessage m, GlobalHeap heap) throws IOException {
    Cursor data = m.data();
    int count = (int) m.space().count(MOST_ELEMENTS, data);
    Datatype type = m.type();
    if (type instanceof Datatype.Sequence s && s.element() instanceof Datatype.ObjectReference r) {
      return new Hdf5Attribute(m.name(), null, references(data, count, r, heap));
    }
    return new Hdf5Attribute(m.name(), value(type, data, count, heap), List.of());
  }

  private static List<List<Long>> references(
      Cursor data, int count, Datatype.ObjectReference type, GlobalHeap heap) throws IOException {
    List<List<Long>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Cursor element = data.slice(GlobalHeap.referenceBytes(data.file()), "reference");
      Cursor found = heap.get(element, type.size(), "reference");
      List<Long> addresses = new ArrayList<>();
      while (found.left() > 0) {
        addresses.add(found.slice(type.size(), "reference").address());
      }
      all.add(addresses);
    }
    return all;
  }

  private static @Nullable AttributeValue value(
      Datatype type, Cursor data, int count, GlobalHeap heap) throws IOException {
    return switch (type) {
      case Datatype.IntegerType i -> numbers(i, data, count);
      case Datatype.FloatType f -> numbers(f, data, count);
      case Datatype.Enumeration e ->
          e.isBool() ? bools(data, count) : numbers(e.base(), data, count);
      // NetCDF has no arrays of such texts, and stores an empty one without elements.
      case Datatype.FixedText t when count == 0 -> new AttributeValue.Text("");
      case Datatype.FixedText t when count > MOST_TEXTS -> null;
      case Datatype.VariableText t when count > MOST_TEXTS -> null;
      case Datatype.FixedText t -> texts(Texts.fixed(t, data, count));
      case Datatype.VariableText t -> texts(Texts.variable(data, count, heap));
      case Datatype.ArrayType a -> {
        long elements = a.size() / a.element().size() * count;
        yield elements > MOST_ELEMENTS ? null : value(a.element(), data, (int) elements, heap);
      }
      case Datatype.Sequence s -> sequence(s, data, count, heap);
      case Datatype.Compound c -> null;
      case Datatype.ObjectReference r -> null;
      case Datatype.Other o -> null;
    };
  }

  /** A single sequence of numbers or texts is what an array of them is. */
  private static @Nullable AttributeValue sequence(
      Datatype.Sequence type, Cursor data, int count, GlobalHeap heap) throws IOException {
    if (count != 1) {
      return null;
    }
    Cursor copy = data.copy();
    int length = (int) Math.min(MOST_ELEMENTS, copy.u32());
    return value(type.element(), heap.get(data, type.element().size(), "sequence"), length, heap);
  }

  private static AttributeValue texts(List<String> texts) {
    return texts.size() == 1
        ? new AttributeValue.Text(texts.getFirst())
        : new AttributeValue.Texts(texts);
  }

  private static Numbers bools(Cursor data, int count) throws IOException {
    if (count > data.left()) {
      throw data.malformed("ends early, %d bytes needed".formatted(count));
    }
    long[] bits = new long[count];
    for (int i = 0; i < count; i++) {
      bits[i] = data.u8() == 0 ? 0 : 1;
    }
    return Numbers.ofBits(DType.BOOL, bits);
  }

  private static Numbers numbers(Datatype.IntegerType type, Cursor data, int count)
      throws IOException {
    byte[] bytes = data.bytes(count * type.size());
    long[] bits = new long[count];
    for (int i = 0; i < count; i++) {
      bits[i] = Elements.bits(bytes, i * (int) type.size(), (int) type.size(), type.order());
    }
    return Numbers.ofBits(NumericType.of(type), bits);
  }

  private static Numbers numbers(Datatype.FloatType type, Cursor data, int count)
      throws IOException {
    int size = (int) type.size();
    byte[] bytes = data.bytes((long) count * size);
    long[] bits = new long[count];
    for (int i = 0; i < count; i++) {
      long own = Elements.bits(bytes, i * size, size, type.order());
      bits[i] = size == 2 ? Float.floatToRawIntBits(Float.float16ToFloat((short) own)) : own;
    }
    return Numbers.ofBits(size == 8 ? DType.FLOAT64 : DType.FLOAT32, bits);
  }
}
