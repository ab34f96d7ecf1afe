package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.junit.jupiter.api.Test;

class ArrayPrinterTest {
  private record Case(String title, Block block, List<String> lines) {
    String expected() {
      return String.join("\n", lines);
    }
  }

  @Test
  void printsAsNumPyDoes() throws IOException {
    List<Case> cases = cases();
    assertEquals(500, cases.size());
    assertAll(
        cases.stream()
            .map(c -> () -> assertEquals(c.expected(), ArrayPrinter.print(c.block), c.title)));
  }

  @Test
  void looksOnlyAtWhatItPrints() {
    Shape shape = Shape.of(3_000_000_000L, 2);
    // Every row is the same one, so the array needs no memory.
    Block row = Block.of(MemorySegment.ofArray(new double[] {1.5, 2}), DType.FLOAT64, Shape.of(2));
    String line = "[1.5 2. ]\n ";
    assertEquals(
        "[" + line.repeat(3) + "...\n " + line.repeat(2) + "[1.5 2. ]]",
        ArrayPrinter.print(row.withLayout(shape, 0, new long[] {0, 1})));
  }

  @Test
  void printsViews() {
    Block block =
        Block.of(MemorySegment.ofArray(new int[] {1, 2, 3, 4, 5, 6}), DType.INT32, Shape.of(2, 3));
    assertEquals(
        "[[1 4]\n [2 5]\n [3 6]]",
        ArrayPrinter.print(block.withLayout(Shape.of(3, 2), 0, new long[] {1, 3})));
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ArrayPrinterTest.class.getResourceAsStream("/printing.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("|")) {
          cases.getLast().lines.add(line.substring(1));
        } else {
          String[] words = line.split(" ");
          cases.add(new Case(line, block(words[0], words[1], words[2]), new ArrayList<>()));
        }
      }
    }
    return cases;
  }

  private static Block block(String dtype, String extents, String recipe) {
    DType type = DType.named(dtype);
    Shape shape =
        extents.equals("-")
            ? Shape.of()
            : Shape.of(Stream.of(extents.split(",")).mapToLong(Long::parseLong).toArray());
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, shape.size() * type.bytes()), 8);
    Block flat = Block.of(segment, type, Shape.of(shape.size()));
    if (recipe.startsWith("arange:")) {
      double scale = Double.parseDouble(recipe.substring(7));
      for (long i = 0; i < shape.size(); i++) {
        flat.setDouble(i * scale, i);
      }
    } else if (!recipe.equals("-")) {
      MemorySegment.copy(
          MemorySegment.ofArray(HexFormat.of().parseHex(recipe)),
          0,
          segment,
          0,
          segment.byteSize());
    }
    return flat.withLayout(shape, 0, Strides.contiguous(shape));
  }
}
