package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Node;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the HDF4 library, which {@code make_hdf4.py} makes, through cdm-core. */
class Hdf4Test {
  @TempDir private Path folder;

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/hdf4/hdf4.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        Files.write(folder.resolve(e.getName()), zip.readAllBytes());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sds.hdf", "chunked.hdf"})
  void everyDataSetHasItsElementsForSeveralWorkers(String file) throws IOException {
    try (Dataset dataset = NetCdf.open(folder.resolve(file));
        Session session = Session.builder().memory("64 MiB").workers(4).build()) {
      int compared = 0;
      for (String line : Files.readAllLines(folder.resolve("sds.hdf.txt"))) {
        String[] parts = line.split("\t");
        Variable v = dataset.variable(parts[0]);
        assertEquals(parts[1], v.type(), parts[0]);
        assertEquals(
            parts[2],
            Arrays.stream(v.shape().toArray())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(",")),
            parts[0]);
        try (DenseArray all = v.array().compute(session)) {
          assertArrayEquals(
              Base64.getDecoder().decode(parts[3]),
              all.bytes().toArray(ValueLayout.JAVA_BYTE),
              parts[0]);
        }
        compared++;
      }
      assertEquals(19, compared);
    }
  }

  @Test
  void dimensionsAttributesAndTextsAreRead() throws IOException {
    try (Dataset dataset = NetCdf.open(folder.resolve("sds.hdf"))) {
      assertEquals("scientific data sets", dataset.attributes().text("title"));
      assertEquals(3, dataset.attributes().numbers("version").getLong(0));
      Variable big = dataset.variable("big");
      assertEquals(List.of("time", "lat", "lon"), big.dimensions());
      assertEquals("K", big.attributes().text("units"));
      assertEquals(0.5, big.attributes().numbers("scale_factor").getDouble(0));
      assertEquals("0, 90", big.attributes().get("valid_range").toString());
      assertEquals(List.of("Aberdeen", "Bergen", "Chur"), dataset.variable("names").text().read());
      assertTrue(dataset.coordinates().contains("lat"));
    }
  }

  /** cdm-core does not tell the chunks of HDF4 files. */
  @Test
  void aDataSetOfAFewMegabytesIsOnePiece() throws IOException {
    try (Dataset dataset = NetCdf.open(folder.resolve("chunked.hdf"))) {
      Node.Source big = (Node.Source) dataset.variable("big").array().node();
      assertEquals(Shape.of(40, 60, 30), big.source().grid().chunkShape());
    }
  }

  @Test
  void aDataSetIsReducedByManyThreadsAtOnce() throws IOException {
    try (Dataset dataset = NetCdf.open(folder.resolve("chunked.hdf"));
        Session session = Session.builder().memory("64 MiB").workers(4).build();
        DenseArray all = dataset.variable("big").array().compute(session);
        DenseArray sum = dataset.variable("big").array().sum().compute(session)) {
      assertEquals(Arrays.stream(all.toLongs()).sum(), sum.getLong());
    }
  }
}
