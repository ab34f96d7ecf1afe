package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.hyperslab.codec.Windows;
import org.hyperslab.store.ByteReader;
import org.jspecify.annotations.Nullable;

/**
 * A zip file that is being written. Members are stored one behind the other, by any number of
 * threads at once; the central directory follows with the commit, which gives the file its name.
 * What is written can be read at once. A member that is written again, or deleted, leaves its bytes
 * in the file, and readers don't see them.
 */
final class ZipWriter implements ZarrStore {
  /** Sizes and offsets from here on are in a zip64 field. */
  private static final long LIMIT32 = 0xffffffffL;

  private static final int LIMIT16 = 0xffff;

  /** In the extra field: its id, its length, and the size twice. */
  private static final int EXTRA64_BYTES = 20;

  private static final int VERSION = 20;
  private static final int VERSION64 = 45;
  private static final int UTF8 = 1 << 11;

  /** 1 January 1980, so that equal content gives equal files. */
  private static final int DATE = 1 << 21 | 1 << 16;

  private final Path file;
  private final Replacement place;
  private final FileChannel channel;
  private final NavigableMap<String, ZipMember> members = new ConcurrentSkipListMap<>();
  private final ZipStore reader;
  private long end;
  private boolean broken;
  private boolean committed;

  private ZipWriter(Path file, Replacement place, FileChannel channel) {
    this.file = file;
    this.place = place;
    this.channel = channel;
    this.reader =
        new ZipStore(
            file.toString(),
            ByteReader.of(channel, file.toString()),
            ZipStore.Waits.NONE,
            members,
            List.of(this));
  }

  static ZipWriter create(Path file) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
    if (Files.isDirectory(target)) {
      throw new FileAlreadyExistsException(target.toString(), null, "a folder, not a zip file");
    }
    Path folder = target.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Replacement place = Replacement.ofFile(target);
    FileChannel channel =
        FileChannel.open(
            place.temporary(),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW);
    return new ZipWriter(file, place, channel);
  }

  @Override
  public String name() {
    return reader.name();
  }

  @Override
  public String locate(String key) {
    return reader.locate(key);
  }

  @Override
  public Object identity(String key) {
    return reader.identity(key);
  }

  @Override
  public void write(String key, MemorySegment bytes) throws IOException {
    StoreKey.check(key);
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    if (name.length > LIMIT16) {
      throw new IllegalArgumentException("name too long for a zip file: bytes=" + name.length);
    }
    int crc = ZipStore.crc(bytes);
    boolean is64 = bytes.byteSize() >= LIMIT32;
    ByteBuffer header = header(name, bytes.byteSize(), crc);
    long offset = reserve(header.remaining() + bytes.byteSize());
    try {
      writeFully(MemorySegment.ofBuffer(header), offset);
      writeFully(bytes, offset + ZipMember.HEADER_BYTES + name.length + (is64 ? EXTRA64_BYTES : 0));
    } catch (IOException e) {
      fail();
      throw e;
    }
    members.put(
        key,
        new ZipMember(
            offset, name.length, UTF8, ZipMember.STORED, crc, bytes.byteSize(), bytes.byteSize()));
  }

  private synchronized long reserve(long bytes) {
    if (committed) {
      throw new UnsupportedOperationException(
          "a zip file that is committed is not changed: " + file);
    }
    long offset = end;
    end += bytes;
    return offset;
  }

  private synchronized void fail() {
    broken = true;
  }

  private void writeFully(MemorySegment bytes, long offset) throws IOException {
    for (long at = 0; at < bytes.byteSize(); ) {
      at += channel.write(Windows.from(bytes, at), offset + at);
    }
  }

  private static ByteBuffer header(byte[] name, long bytes, int crc) {
    boolean is64 = bytes >= LIMIT32;
    ByteBuffer header =
        littleEndian(ZipMember.HEADER_BYTES + name.length + (is64 ? EXTRA64_BYTES : 0))
            .putInt(ZipDirectory.HEADER)
            .putShort((short) (is64 ? VERSION64 : VERSION))
            .putShort((short) UTF8)
            .putShort((short) ZipMember.STORED)
            .putInt(DATE)
            .putInt(crc)
            .putInt((int) Math.min(bytes, LIMIT32))
            .putInt((int) Math.min(bytes, LIMIT32))
            .putShort((short) name.length)
            .putShort((short) (is64 ? EXTRA64_BYTES : 0))
            .put(name);
    if (is64) {
      header.putShort((short) 1).putShort((short) 16).putLong(bytes).putLong(bytes);
    }
    return header.flip();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if a member could not be written before, or the directory can't be now
   */
  @Override
  public synchronized void commit() throws IOException {
    if (broken) {
      throw new IOException("a member could not be written: file=" + file);
    }
    if (committed) {
      return;
    }
    long begin = end;
    long count = 0;
    for (Map.Entry<String, ZipMember> member : members.entrySet()) {
      append(entry(member.getKey().getBytes(StandardCharsets.UTF_8), member.getValue()));
      count++;
    }
    append(ending(begin, end - begin, count));
    place.commit();
    committed = true;
  }

  private void append(ByteBuffer bytes) throws IOException {
    writeFully(MemorySegment.ofBuffer(bytes), end);
    end += bytes.limit();
  }

  private static ByteBuffer entry(byte[] name, ZipMember member) {
    ByteBuffer extra = littleEndian(4 + 3 * Long.BYTES).putShort((short) 1).putShort((short) 0);
    if (member.bytes() >= LIMIT32) {
      extra.putLong(member.bytes()).putLong(member.bytes());
    }
    if (member.headerOffset() >= LIMIT32) {
      extra.putLong(member.headerOffset());
    }
    extra.putShort(2, (short) (extra.position() - 4)).flip();
    if (extra.limit() == 4) {
      extra.limit(0);
    }
    return littleEndian(ZipDirectory.ENTRY_BYTES + name.length + extra.limit())
        .putInt(ZipDirectory.ENTRY)
        .putShort((short) VERSION64)
        .putShort((short) (extra.limit() > 0 ? VERSION64 : VERSION))
        .putShort((short) UTF8)
        .putShort((short) ZipMember.STORED)
        .putInt(DATE)
        .putInt(member.crc())
        .putInt((int) Math.min(member.bytes(), LIMIT32))
        .putInt((int) Math.min(member.bytes(), LIMIT32))
        .putShort((short) name.length)
        .putShort((short) extra.limit())
        .putShort((short) 0)
        .putInt(0)
        .putInt(0)
        .putInt((int) Math.min(member.headerOffset(), LIMIT32))
        .put(name)
        .put(extra)
        .flip();
  }

  private static ByteBuffer ending(long begin, long bytes, long count) {
    boolean is64 = begin >= LIMIT32 || bytes >= LIMIT32 || count >= LIMIT16;
    ByteBuffer ending =
        littleEndian(
            ZipDirectory.END_BYTES
                + (is64 ? ZipDirectory.END64_BYTES + ZipDirectory.LOCATOR64_BYTES : 0));
    if (is64) {
      ending
          .putInt(ZipDirectory.END64)
          .putLong(ZipDirectory.END64_BYTES - 12)
          .putShort((short) VERSION64)
          .putShort((short) VERSION64)
          .putInt(0)
          .putInt(0)
          .putLong(count)
          .putLong(count)
          .putLong(bytes)
          .putLong(begin)
          .putInt(ZipDirectory.LOCATOR64)
          .putInt(0)
          .putLong(begin + bytes)
          .putInt(1);
    }
    return ending
        .putInt(ZipDirectory.END)
        .putInt(0)
        .putShort((short) Math.min(count, LIMIT16))
        .putShort((short) Math.min(count, LIMIT16))
        .putInt((int) Math.min(bytes, LIMIT32))
        .putInt((int) Math.min(begin, LIMIT32))
        .putShort((short) 0)
        .flip();
  }

  @Override
  public void delete(String key) {
    reserve(0);
    members.remove(key);
  }

  @Override
  public long read(String key, MemorySegment into) throws IOException {
    return reader.read(key, into);
  }

  @Override
  public long read(String key, List<Piece> pieces) throws IOException {
    return reader.read(key, pieces);
  }

  @Override
  public long readTail(String key, MemorySegment into) throws IOException {
    return reader.readTail(key, into);
  }

  @Override
  public byte @Nullable [] readSmall(String key, int mostBytes) throws IOException {
    return reader.readSmall(key, mostBytes);
  }

  @Override
  public long size(String key) throws IOException {
    return reader.size(key);
  }

  @Override
  public List<String> folders(String path) {
    return reader.folders(path);
  }

  @Override
  public void visit(String path, Visitor visitor) throws IOException {
    reader.visit(path, visitor);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    place.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
