package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Texts out of elements. */
final class Texts {
  private Texts() {}

  static List<String> fixed(Datatype.FixedText type, Cursor data, int count) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = data.text(type.size());
      texts.add(type.spacePadded() ? text.stripTrailing() : text);
    }
    return texts;
  }

  static List<String> variable(Cursor data, int count, GlobalHeap heap) throws IOException {
    List<String> texts = new ArrayList<>();
    int bytes = GlobalHeap.referenceBytes(data.file());
    for (int i = 0; i < count; i++) {
      Cursor found = heap.get(data.slice(bytes, "text"), 1, "text");
      texts.add(found.text(found.left()));
    }
    return texts;
  }
}
