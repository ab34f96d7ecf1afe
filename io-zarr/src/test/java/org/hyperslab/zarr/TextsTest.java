package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays of texts: those of {@code texts.zip}, which {@code make_texts.py} makes, and our own. */
class TextsTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @TempDir private Path folder;

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/texts.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        Path file = folder.resolve(e.getName());
        if (!e.isDirectory()) {
          Files.createDirectories(file.getParent());
          Files.write(file, zip.readAllBytes());
        }
      }
    }
  }

  private static List<String> json(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    for (JsonNode text :
        Json.parse(
                ("{\"t\":" + Files.readString(file) + "}")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "")
            .get("t")) {
      texts.add(text.textValue());
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v3"})
  void textsAreRead(String version) throws IOException {
    int compared = 0;
    try (Stream<Path> files = Files.list(folder.resolve(version))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        ZarrArray array = Zarr.open(Path.of(file.toString().replace(".json", "")));
        assertFalse(array.isNumeric());
        assertEquals(json(file), array.text().read(), file.toString());
        assertEquals(array.shape(), array.text().shape());
        compared++;
      }
    }
    assertEquals(version.equals("v2") ? 13 : 5, compared);
  }

  @Test
  void whatIsNoTextIsNamed() {
    for (String name : List.of("unread_pickle", "unread_category")) {
      Exception e =
          assertThrows(
              FormatException.class,
              () -> Zarr.open(folder.resolve("v2/" + name)).dataset().variable(name).text().read());
      assertTrue(e.getMessage().contains("filter"), e.getMessage());
      assertTrue(e.getMessage().contains(name), e.getMessage());
    }
  }

  private Dataset written(int format, TextSource texts) throws IOException {
    List<String> dimensions = List.of("a", "b", "c").subList(0, texts.shape().rank());
    Dataset dataset =
        Dataset.builder()
            .variable(Variable.ofText("t", dimensions, texts, Attributes.of("note", "texts")))
            .build();
    Path path = folder.resolve("own-" + format + ".zarr");
    Zarr.write(path, dataset).withFormat(format).run();
    return Zarr.openGroup(path).dataset();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void whatIsWrittenIsReadBack(int format) throws IOException {
    String[] texts = {"", "one", "drei \u00fc", "\u65e5\u672c", "\ud83c\udf0d", "a b"};
    for (Shape shape : List.of(Shape.of(6), Shape.of(2, 3), Shape.of(1, 6, 1))) {
      Variable v = written(format, TextSource.of(shape, texts)).variable("t");
      assertEquals(List.of(texts), v.text().read());
      assertEquals(shape, v.shape());
      assertEquals("texts", v.attributes().text("note"));
      assertEquals("a", v.dimensions().getFirst());
    }
    Variable scalar = written(format, TextSource.of(Shape.of(), "alone")).variable("t");
    assertEquals(List.of("alone"), scalar.text().read());
    assertEquals(List.of(), scalar.dimensions());
    Variable empty = written(format, TextSource.of(Shape.of(0))).variable("t");
    assertEquals(List.of(), empty.text().read());
  }

  @Test
  void aLongTextDoesNotMakeAllOthersLong() throws IOException {
    String[] texts = new String[2000];
    Arrays.fill(texts, "short");
    texts[7] = "long".repeat(5000);
    Variable v = written(2, TextSource.of(Shape.of(2000), texts)).variable("t");
    assertEquals("|O", v.type());
    assertEquals(List.of(texts), v.text().read());
    assertTrue(Files.size(folder.resolve("own-2.zarr/t/0")) < 60_000);
  }

  @Test
  void textsAreLabels() throws IOException {
    TextSource names = TextSource.of(Shape.of(3), "one", "two", "three");
    Path path = folder.resolve("stations.zarr");
    Zarr.write(
            path,
            Dataset.builder()
                .variable(Variable.ofText("station", List.of("station"), names, Attributes.none()))
                .build())
        .run();
    Dataset chosen = Zarr.openGroup(path).dataset().sel("station=two");
    assertEquals(List.of("two"), chosen.variable("station").text().read());
  }

  @Test
  void damagedChunksAreNamed() throws IOException {
    Path chunk = folder.resolve("v3/string_raw/c/0");
    byte[] whole = Files.readAllBytes(chunk);
    List<byte[]> damaged = new ArrayList<>();
    damaged.add(new byte[0]);
    damaged.add(Arrays.copyOf(whole, whole.length - 1));
    damaged.add(Arrays.copyOf(whole, whole.length + 1));
    byte[] count = whole.clone();
    count[0]++;
    damaged.add(count);
    byte[] length = whole.clone();
    length[7] = -1;
    damaged.add(length);
    for (byte[] bytes : damaged) {
      Files.write(chunk, bytes);
      Exception e =
          assertThrows(
              FormatException.class,
              () -> Zarr.open(folder.resolve("v3/string_raw")).text().read());
      assertTrue(e.getMessage().contains("string_raw/c/0"), e.getMessage());
      assertTrue(e.getMessage().contains("chunk=[0]"), e.getMessage());
    }
  }

  @Test
  void aFlippedByteIsAnErrorOrAnotherText() throws IOException {
    Random random = new Random(SEED);
    List<String> arrays = List.of("v2/unicode", "v2/objects", "v2/bytes", "v2/objects_f");
    for (int round = 0; round < 200; round++) {
      String array = arrays.get(random.nextInt(arrays.size()));
      String first = array.endsWith("_f") ? "0.0" : "0";
      Path chunk = folder.resolve(array).resolve(first);
      byte[] whole = Files.readAllBytes(chunk);
      byte[] flipped = whole.clone();
      flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(chunk, flipped);
      try {
        ZarrArray opened = Zarr.open(folder.resolve(array));
        assertEquals(opened.shape().size(), opened.text().read().size());
      } catch (FormatException e) {
        assertTrue(e.getMessage().contains(array), () -> "seed=" + SEED + ": " + e.getMessage());
      }
      Files.write(chunk, whole);
    }
  }

  @Test
  void moreTextsThanMemoryAreRefused() throws IOException {
    Path document = folder.resolve("v3/string/zarr.json");
    Files.writeString(
        document,
        Files.readString(document).replaceFirst("\"shape\": \\[\\s*10", "\"shape\": [90000000000"));
    Exception e =
        assertThrows(
            FormatException.class, () -> Zarr.open(folder.resolve("v3/string")).text().read());
    assertTrue(e.getMessage().contains("too many texts"), e.getMessage());
  }

  @Test
  void missingChunksOfAnArrayThatIsGoneAreAnError() throws IOException {
    ZarrArray array = Zarr.open(folder.resolve("v2/holes"));
    assertEquals(Collections.nCopies(2, "none"), array.text().read().subList(0, 2));
    Files.delete(folder.resolve("v2/holes/.zarray"));
    Exception e = assertThrows(IOException.class, () -> array.text().read());
    assertTrue(e.getMessage().contains("array is gone"), e.getMessage());
  }
}
