package org.hyperslab.zarr;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Codecs by name, beside those that are built in; given to whatever opens or creates an array.
 * Immutable: nothing is registered for a whole JVM, so that two libraries in it can't take each
 * other's names.
 */
public final class ZarrCodecs {
  private static final ZarrCodecs NONE = new ZarrCodecs(Map.of());

  private final Map<String, ZarrCodec.Factory> factories;

  private ZarrCodecs(Map<String, ZarrCodec.Factory> factories) {
    this.factories = factories;
  }

  /** Nothing but the codecs that are built in. */
  public static ZarrCodecs none() {
    return NONE;
  }

  /**
   * These and one more.
   *
   * @param name v2's {@code id}, v3's {@code name}; a codec that is built in under the same name is
   *     replaced
   */
  public ZarrCodecs with(String name, ZarrCodec.Factory factory) {
    Map<String, ZarrCodec.Factory> all = new TreeMap<>(factories);
    all.put(name, factory);
    return new ZarrCodecs(Collections.unmodifiableMap(all));
  }

  ZarrCodec.@Nullable Factory named(String name) {
    return factories.get(name);
  }

  @Override
  public String toString() {
    return "ZarrCodecs" + factories.keySet();
  }
}
