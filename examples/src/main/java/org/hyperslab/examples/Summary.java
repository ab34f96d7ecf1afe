package org.hyperslab.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.LongStream;
import org.hyperslab.DenseArray;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.Shape;

/** What a run did, for programs as JSON and for people in one line. */
final class Summary {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RunOptions.Timing timing;
  private final ObjectNode json = MAPPER.createObjectNode();

  /** Takes the process's peak memory as it is now, so a summary is made right after the run. */
  Summary(RunOptions.Timing timing) {
    this.timing = timing;
    RunReport r = timing.report();
    json.put("seconds", timing.seconds())
        .put("tasks", r.tasks())
        .put("chunksRead", r.chunksRead())
        .put("bytesRead", r.bytesRead())
        .put("chunksWritten", r.chunksWritten())
        .put("bytesWritten", r.bytesWritten())
        .put("peakBytes", r.peakBytes())
        .put("predictedPeakBytes", r.predictedPeakBytes())
        .put("budgetBytes", r.budgetBytes())
        .put("workers", r.workers());
    long rss = peakResidentBytes();
    if (rss > 0) {
      json.put("rssBytes", rss);
    }
  }

  /** Adds the check of a result, and its value if it is a scalar. */
  Summary result(DenseArray array) {
    json.put("check", check(array));
    if (array.shape().rank() == 0) {
      DType type = array.dtype();
      if (type.isFloat()) {
        json.put("result", array.scalar());
      } else if (type == DType.BOOL) {
        json.put("result", array.getLong() != 0);
      } else if (type == DType.UINT64) {
        json.put("result", new java.math.BigInteger(Long.toUnsignedString(array.getLong())));
      } else {
        json.put("result", array.getLong());
      }
    }
    return this;
  }

  /** Adds the check of what a run wrote. */
  Summary check(double value) {
    json.put("check", value);
    return this;
  }

  Summary with(String name, double value) {
    json.put(name, value);
    return this;
  }

  Summary with(String name, long value) {
    json.put(name, value);
    return this;
  }

  /** The sum of all finite elements, in float64. */
  static double check(DenseArray array) {
    Block flat = Block.of(array.block().segment(), array.dtype(), Shape.of(array.shape().size()));
    return LongStream.range(0, flat.shape().size())
        .mapToDouble(flat::getDouble)
        .filter(Double::isFinite)
        .sum();
  }

  /** The most memory this process had in RAM at once; 0 where the system does not tell. */
  private static long peakResidentBytes() {
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      try {
        for (String line : Files.readAllLines(status)) {
          if (line.startsWith("VmHWM:")) {
            return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
          }
        }
      } catch (IOException e) {
        return 0;
      }
    }
    return 0;
  }

  String toJson() {
    return json.toString();
  }

  String toLine() {
    RunReport r = timing.report();
    return String.format(
        Locale.ROOT,
        "%.3f s, read %s in %d chunks, wrote %s, memory %s of %s",
        timing.seconds(),
        Bytes.human(r.bytesRead()),
        r.chunksRead(),
        Bytes.human(r.bytesWritten()),
        Bytes.human(r.peakBytes()),
        Bytes.human(r.budgetBytes()));
  }
}
