package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of an object header of version 1 or 2, from all its blocks. */
final class ObjectHeader {
  static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int DATATYPE = 0x03;
  static final int OLD_FILL = 0x04;
  static final int FILL = 0x05;
  static final int LINK = 0x06;
  static final int EXTERNAL_FILES = 0x07;
  static final int LAYOUT = 0x08;
  static final int GROUP_INFO = 0x0a;
  static final int FILTERS = 0x0b;
  static final int ATTRIBUTE = 0x0c;
  static final int CONTINUATION = 0x10;
  static final int SYMBOL_TABLE = 0x11;
  static final int ATTRIBUTE_INFO = 0x15;

  /** Version 1 counts messages in 16 bits. */
  private static final int MOST_MESSAGES = 0xffff;

  private static final int SHARED = 2;
  private static final int V2_ORDERED = 4;
  private static final int V2_PHASES = 0x10;
  private static final int V2_TIMES = 0x20;

  private final long address;
  private final List<Message> messages = new ArrayList<>();

  /**
   * A message.
   *
   * @param order when an attribute was made, -1 if that isn't kept
   */
  record Message(int type, int flags, int order, Cursor data) {
    boolean isShared() {
      return (flags & SHARED) != 0;
    }
  }

  private record Block(long address, long bytes) {}

  private ObjectHeader(long address) {
    this.address = address;
  }

  static ObjectHeader read(MetadataFile file, long address) throws IOException {
    ObjectHeader header = new ObjectHeader(address);
    Cursor first = file.read(address, 1, "object header");
    if (first.u8() == 'O') {
      header.readVersion2(file);
    } else {
      header.readVersion1(file);
    }
    return header;
  }

  long address() {
    return address;
  }

  boolean has(int type) {
    return messages.stream().anyMatch(m -> m.type == type);
  }

  /** The messages of a type. */
  List<Message> all(int type) {
    return messages.stream().filter(m -> m.type == type).toList();
  }

  /**
   * The only message of a type, that of another header if it is shared; null if there is none.
   *
   * @param what what messages of errors call it
   */
  @Nullable Cursor find(MetadataFile file, int type, String what) throws IOException {
    for (Message m : messages) {
      if (m.type == type) {
        return open(file, m, what);
      }
    }
    return null;
  }

  /** A message that has to be there. */
  Cursor get(MetadataFile file, int type, String what) throws IOException {
    Cursor found = find(file, type, what);
    if (found == null) {
      throw file.id().malformed("object has no " + what, address);
    }
    return found;
  }

  private Cursor open(MetadataFile file, Message m, String what) throws IOException {
    Cursor own = m.data.named(what);
    return m.isShared() ? shared(file, own, m.type, what) : own;
  }

  /** The message that a shared one stands for: the one of its type in another header. */
  static Cursor shared(MetadataFile file, Cursor c, int type, String what) throws IOException {
    int version = c.u8();
    int kind = c.u8();
    switch (version) {
      case 1 -> c.skip(6);
      case 2 -> {}
      case 3 -> {
        if (kind != 2) {
          throw c.malformed("message in a heap of shared messages is not supported");
        }
      }
      default -> throw c.malformed("unsupported version of a shared message: " + version);
    }
    ObjectHeader other = read(file, c.address());
    for (Message m : other.messages) {
      if (m.type == type && !m.isShared()) {
        return m.data.named(what);
      }
    }
    throw c.malformed("shared " + what + " is not where it should be");
  }

  private void readVersion1(MetadataFile file) throws IOException {
    Cursor c = file.read(address, 16, "object header");
    c.expect(1, "version");
    c.skip(1 + 2 + 4);
    Blocks blocks = new Blocks(file);
    blocks.add(new Block(address + 16, c.u32()));
    for (Block block = blocks.next(); block != null; block = blocks.next()) {
      Cursor m = file.read(block.address, block.bytes, "object header");
      while (m.left() >= 8) {
        int type = m.u16();
        int size = m.u16();
        int flags = m.u8();
        m.skip(3);
        add(type, flags, -1, m.slice(size, "message"), blocks);
      }
    }
  }

  private void readVersion2(MetadataFile file) throws IOException {
    Cursor c =
        file.read(
            address,
            Math.min(40, file.id().bytes() - file.id().base() - address),
            "OHDR",
            "object header");
    c.expect(2, "version");
    int flags = c.u8();
    c.skip(((flags & V2_TIMES) != 0 ? 16 : 0) + ((flags & V2_PHASES) != 0 ? 4 : 0));
    long size = c.size(1 << (flags & 3));
    int prefix = c.position();
    Blocks blocks = new Blocks(file);
    blocks.add(
        new Block(address, Math.addExact(Math.min(size, MetadataFile.MOST_BYTES), prefix + 4)));
    int skipped = prefix;
    for (Block block = blocks.next(); block != null; block = blocks.next()) {
      Cursor m = file.read(block.address, block.bytes, "object header");
      if (block.address != address) {
        m.signature("OCHK");
        skipped = 4;
      } else {
        m.skip(prefix);
      }
      int perMessage = (flags & V2_ORDERED) != 0 ? 6 : 4;
      Cursor body = m.slice(block.bytes - skipped - 4, "object header");
      m.checksum();
      while (body.left() >= perMessage) {
        int type = body.u8();
        int bytes = body.u16();
        int messageFlags = body.u8();
        int order = perMessage == 6 ? body.u16() : -1;
        add(type, messageFlags, order, body.slice(bytes, "message"), blocks);
      }
    }
  }

  private void add(int type, int flags, int order, Cursor body, Blocks blocks) throws IOException {
    if (type == CONTINUATION) {
      blocks.add(new Block(body.address(), body.length()));
    } else if (type != 0) {
      if (messages.size() == MOST_MESSAGES) {
        throw body.malformed("too many messages");
      }
      messages.add(new Message(type, flags, order, body));
    }
  }

  /** Blocks still to read; no block twice, and not more bytes than the file has. */
  private static final class Blocks {
    private final MetadataFile file;
    private final Deque<Block> waiting = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    private long bytes;

    Blocks(MetadataFile file) {
      this.file = file;
    }

    void add(Block block) throws IOException {
      file.id().position(block.address, block.bytes, "object header's block");
      bytes += block.bytes;
      if (!seen.add(block.address)
          || bytes > Math.min(file.id().bytes(), MetadataFile.MOST_BYTES)) {
        throw file.id().malformed("object header's blocks overlap or are too large", block.address);
      }
      waiting.add(block);
    }

    @Nullable Block next() {
      return waiting.poll();
    }
  }
}
