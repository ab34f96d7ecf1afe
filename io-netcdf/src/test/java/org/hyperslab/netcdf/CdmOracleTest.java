package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.hyperslab.DenseArray;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cdm-core reads from the same files, through the way that other formats go. */
class CdmOracleTest {
  @TempDir private Path folder;

  private Path golden(String file) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/hdf5/golden.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        if (e.getName().equals(file)) {
          return Files.write(folder.resolve(file), zip.readAllBytes());
        }
      }
    }
    throw new IOException("no such golden file: " + file);
  }

  @Test
  void cdmReadsTheSameNumbersAndNames() throws IOException {
    Path path = golden("netcdf4.nc");
    try (Dataset own = NetCdf.open(path);
        Dataset cdm = CdmDataset.open(path)) {
      int compared = 0;
      for (Variable v : own.variables()) {
        Variable other = cdm.variable(v.name());
        assertEquals(v.dimensions(), other.dimensions(), v.name());
        // cdm-core reads what is beyond a shorter variable as something else.
        if (v.isNumeric() && !v.name().equals("short") && !v.name().equals("sky")) {
          assertEquals(v.type(), other.type(), v.name());
          try (DenseArray a = v.array().sum().compute();
              DenseArray b = other.array().sum().compute();
              DenseArray difference = v.array().subtract(other.array()).abs().max().compute()) {
            assertEquals(a.scalar(), b.scalar(), v.name());
            assertEquals(0, difference.scalar(), v.name());
          }
          compared++;
        }
      }
      assertTrue(compared > 5);
      assertEquals(own.variable("c").text().read(), cdm.variable("c").text().read());
      assertEquals(own.variable("s").text().read(), cdm.variable("s").text().read());
      assertEquals(own.attributes().text("title"), cdm.attributes().text("title"));
      assertEquals(
          own.group("inner").attributes().text("note"),
          cdm.group("inner").attributes().text("note"));
    }
  }
}
