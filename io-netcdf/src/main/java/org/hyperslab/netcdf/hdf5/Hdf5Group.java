package org.hyperslab.netcdf.hdf5;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A group: attributes, and groups and datasets by name.
 *
 * @param path with slashes, empty for the root
 */
record Hdf5Group(
    String path, long address, List<Hdf5Attribute> attributes, Map<String, Hdf5Object> members)
    implements Hdf5Object {
  Hdf5Group {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }
}
