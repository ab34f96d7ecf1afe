package org.hyperslab.codec;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ISA-L, as {@code com.intel.gkl:gkl} brings it for Linux on x86-64: a library that exports its C
 * functions and chooses by itself between instruction sets. Nothing of gkl's Java is used.
 *
 * <p>Only the one build is loaded whose {@code struct inflate_state} {@link IsalInflation} knows.
 */
final class IsalLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(IsalLibrary.class);

  private static final String RESOURCE = "com/intel/gkl/native/libgkl_compression.so";

  /** Of the library in gkl 0.8.11. */
  private static final long CRC = 0xa318_9184L;

  private IsalLibrary() {}

  /** {@code isal_inflate_stateless}, or nothing where it can't be had. */
  static Optional<MethodHandle> load() {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      return Optional.empty();
    }
    ClassLoader loader = IsalLibrary.class.getClassLoader();
    try (InputStream in = loader.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        LOG.debug("inflating with the JDK's zlib: gkl is not on the class path");
        return Optional.empty();
      }
      return Optional.of(link(in.readAllBytes()));
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.debug("inflating with the JDK's zlib: ISA-L cannot be loaded", e);
      return Optional.empty();
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(byte[] library) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(library);
    if (crc.getValue() != CRC) {
      throw new IOException("not the library of gkl 0.8.11: crc=%08x".formatted(crc.getValue()));
    }
    Path file = Files.createTempFile("hyperslab-isal-", ".so");
    try {
      Files.write(file, library);
      SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
      return Linker.nativeLinker()
          .downcallHandle(
              symbols.findOrThrow("isal_inflate_stateless"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    } finally {
      Files.delete(file); // What is mapped stays.
    }
  }
}
