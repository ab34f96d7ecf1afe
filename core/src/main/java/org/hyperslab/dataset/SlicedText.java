package org.hyperslab.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.grid.Hyperslab;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/** Some of another source's texts. Characters are whole texts or none. */
final class SlicedText implements TextSource {
  private final TextSource whole;
  private final Shape shape;
  private final IndexMap map;

  SlicedText(TextSource whole, Hyperslab selection) {
    this.whole = whole;
    this.shape = selection.on(whole.shape()).view();
    Shape texts = texts(whole.shape(), whole.isChars());
    this.map = new Hyperslab(selection.items().subList(0, texts.rank())).on(texts);
  }

  /** The shape of the texts, which for characters lacks the last dimension. */
  private static Shape texts(Shape shape, boolean chars) {
    if (!chars || shape.rank() == 0) {
      return shape;
    }
    long[] dims = shape.toArray();
    return Shape.of(Arrays.copyOf(dims, dims.length - 1));
  }

  @Override
  public String type() {
    return whole.type();
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public boolean isChars() {
    return whole.isChars();
  }

  @Override
  public List<String> read() throws IOException {
    List<String> all = whole.read();
    Shape texts = texts(whole.shape(), whole.isChars());
    List<String> some = new ArrayList<>();
    if (map.view().isEmpty()) {
      return some;
    }
    long[] index = new long[map.view().rank()];
    long[] single = new long[index.length];
    Arrays.fill(single, 1);
    do {
      Region source = map.sourceRegion(Region.of(index, Shape.of(single)));
      long at = 0;
      for (int d = 0; d < texts.rank(); d++) {
        at = at * texts.dim(d) + source.start(d);
      }
      some.add(all.get(Math.toIntExact(at)));
    } while (Region.whole(map.view()).next(index));
    return some;
  }
}
