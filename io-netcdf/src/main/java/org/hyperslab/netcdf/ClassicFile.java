package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.ChunkedArray;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;

/** Begins to write a dataset into a classic file. */
final class ClassicFile {
  private ClassicFile() {}

  /** Gives the sinks of the numeric variables, in the dataset's order. */
  static Opened create(Path target, Dataset dataset, ClassicDesign design) throws IOException {
    Map<String, TextRows> texts = new LinkedHashMap<>();
    for (Variable v : dataset.variables()) {
      if (!v.isNumeric()) {
        texts.put(v.name(), TextRows.read(v));
      }
    }
    ClassicHeader header = design.header(texts);
    NewFile file = NewFile.create(target);
    int sinks = header.variables().size() - texts.size();
    Draft draft = new Draft(file, sinks, f -> complete(f, header, texts));
    List<ChunkSink> opened = new ArrayList<>();
    for (ClassicVariable v : header.variables()) {
      if (!texts.containsKey(v.name())) {
        ChunkedArray array = dataset.variable(v.name()).array();
        opened.add(new ClassicSink(draft, v, array.dtype(), grid(v.layout(), array)));
      }
    }
    return new Opened(draft, opened);
  }

  /** The array's chunks if they are runs of the file, and large enough. */
  private static ChunkGrid grid(ClassicLayout layout, ChunkedArray array) {
    ChunkGrid own = layout.grid();
    ChunkGrid chunks = array.chunks();
    return layout.isMadeOfRuns(chunks)
            && chunks.maxChunkElements() >= own.maxChunkElements() / 4
            && chunks.maxChunkElements() <= own.maxChunkElements() * 4
        ? chunks
        : own;
  }

  private static void complete(NewFile file, ClassicHeader header, Map<String, TextRows> texts)
      throws IOException {
    byte[] bytes = ClassicHeaderWriter.write(header);
    long end = bytes.length;
    for (ClassicVariable v : header.variables()) {
      TextRows rows = texts.get(v.name());
      if (rows != null) {
        writeText(file, v.layout(), rows.bytes());
      }
      long pad = v.layout().isPadded() ? -v.layout().runBytes() & 3 : 0;
      end = v.shape().isEmpty() ? end : Math.max(end, v.layout().end() + pad);
    }
    file.extendTo(end);
    file.write(0, bytes);
  }

  private static void writeText(NewFile file, ClassicLayout layout, byte[] all) throws IOException {
    int run = (int) layout.runBytes();
    for (long r = 0; r < layout.runs(); r++) {
      byte[] record = new byte[run];
      System.arraycopy(all, (int) (r * run), record, 0, run);
      file.write(layout.begin() + r * layout.recordStride(), record);
    }
  }
}
