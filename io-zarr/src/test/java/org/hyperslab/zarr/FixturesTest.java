package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that zarr-python 2 and 3 wrote, bit for bit. */
class FixturesTest {
  @ParameterizedTest
  @ValueSource(strings = {"raw", "gzip", "zlib", "blosc"})
  void readsTheReferenceImage(String codec) throws IOException {
    BufferedImage image = ImageIO.read(Fixtures.path("zarr-v2/reference_image.png").toFile());
    byte[] expected = new byte[512 * 512 * 3];
    for (int y = 0; y < 512; y++) {
      for (int x = 0; x < 512; x++) {
        int rgb = image.getRGB(x, y);
        for (int c = 0; c < 3; c++) {
          expected[(y * 512 + x) * 3 + c] = (byte) (rgb >> (16 - 8 * c));
        }
      }
    }
    ZarrArray array = Zarr.open(Fixtures.path("zarr-v2/zarr_implementations.zarr"), codec);
    assertEquals(Shape.of(512, 512, 3), array.shape());
    assertEquals(Shape.of(100, 100, 1), array.grid().chunkShape());
    assertEquals(DType.UINT8, array.dtype());
    assertArrayEquals(expected, DenseData.read(array.source()).bytes);
  }

  @Test
  void listsTheGroup() throws IOException {
    ZarrGroup group = Zarr.openGroup(Fixtures.path("zarr-v2/zarr_implementations.zarr"));
    assertEquals(List.of("blosc", "gzip", "raw", "zlib"), group.arrays());
    assertEquals(List.of(), group.groups());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "zstd", "blosc"})
  void readsVersion3(String codec) throws IOException {
    byte[] expected = new byte[400];
    for (int i = 0; i < 100; i++) {
      MemorySegment.ofArray(expected).set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, i);
    }
    ZarrArray array = Zarr.open(Fixtures.path("zarr-v3/array_" + codec + ".zarr"));
    assertEquals(3, array.format());
    assertEquals(Map.of("key", "value"), array.attributes());
    assertArrayEquals(expected, DenseData.read(array.source()).bytes);
  }
}
