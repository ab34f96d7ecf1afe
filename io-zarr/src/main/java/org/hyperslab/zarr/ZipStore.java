package org.hyperslab.zarr;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.zip.CRC32;
import org.hyperslab.codec.Windows;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * The members of a zip file, stored or deflated, by positional reads; nothing is unpacked. Members
 * that are read whole are checked against their CRC-32. The directory is in memory, some 150 bytes
 * per member.
 */
final class ZipStore implements ZarrStore {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final FileChannel channel;
  private final NavigableMap<String, ZipMember> members;
  private final List<Object> version;

  /**
   * @param channel to read the file from, the store's from now on
   * @param members of the file by name, which may still become more
   * @param version what tells the file from what it may become
   */
  ZipStore(
      Path file,
      FileChannel channel,
      NavigableMap<String, ZipMember> members,
      List<Object> version) {
    this.file = file;
    this.channel = channel;
    this.members = members;
    this.version = version;
  }

  static ZipStore open(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException("no such file: " + file);
    }
    try {
      return new ZipStore(
          file,
          channel,
          ZipDirectory.read(channel, file.toString()),
          List.of(file.toRealPath(), channel.size(), Files.getLastModifiedTime(file)));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public String locate(String key) {
    return key.isEmpty() ? name() : name() + "!" + key;
  }

  @Override
  public Object identity(String key) {
    return List.of(version, key);
  }

  /** Null if there is none. */
  private @Nullable ZipMember member(String key) throws FormatException {
    ZipMember member = members.get(key);
    if (member == null) {
      String below = members.ceilingKey(key + "/");
      if (below != null && below.startsWith(key + "/")) {
        throw new FormatException("a directory, not a file");
      }
    }
    return member;
  }

  /** Where a member's content begins, once its local header is seen to be one. */
  private long dataOffset(ZipMember member) throws IOException {
    if ((member.flags() & ZipMember.ENCRYPTED) != 0) {
      throw new FormatException("an encrypted member");
    }
    if (member.method() != ZipMember.STORED && member.method() != ZipMember.DEFLATED) {
      throw new FormatException("compression method is not supported: " + member.method());
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(ZipMember.HEADER_BYTES);
      ChunkFile.fill(channel, member.headerOffset(), header);
      int nameBytes = Short.toUnsignedInt(header.get(SHORT, 26));
      int method = Short.toUnsignedInt(header.get(SHORT, 8));
      if (header.get(INT, 0) != ZipDirectory.HEADER
          || nameBytes != member.nameBytes()
          || method != member.method()) {
        throw new FormatException(
            "no local header of this member: offset=" + member.headerOffset());
      }
      return member.leastDataOffset() + Short.toUnsignedInt(header.get(SHORT, 28));
    }
  }

  @Override
  public long read(String key, MemorySegment into) throws IOException {
    ZipMember member = member(key);
    if (member == null) {
      return MISSING;
    }
    if (member.bytes() <= into.byteSize()) {
      MemorySegment whole = into.asSlice(0, member.bytes());
      readWhole(member, whole);
      check(member, whole);
    }
    return member.bytes();
  }

  private void readWhole(ZipMember member, MemorySegment into) throws IOException {
    long offset = dataOffset(member);
    if (member.method() == ZipMember.STORED) {
      ChunkFile.fill(channel, offset, into);
      return;
    }
    try (InflatedMember inflated = new InflatedMember(channel, offset, member.storedBytes())) {
      inflated.fill(into);
      inflated.end();
    }
  }

  private static void check(ZipMember member, MemorySegment content) throws FormatException {
    int crc = crc(content);
    if (crc != member.crc()) {
      throw new FormatException(
          "wrong checksum: crc32=%08x, expected=%08x".formatted(crc, member.crc()));
    }
  }

  static int crc(MemorySegment content) {
    CRC32 crc = new CRC32();
    Windows.forEach(content, crc::update);
    return (int) crc.getValue();
  }

  @Override
  public long read(String key, List<Piece> pieces) throws IOException {
    ZipMember member = member(key);
    if (member == null) {
      return MISSING;
    }
    for (Piece piece : pieces) {
      if (piece.offset() > member.bytes() - piece.into().byteSize()) {
        throw new FormatException(
            "member ends early: bytes="
                + member.bytes()
                + ", expected="
                + (piece.offset() + piece.into().byteSize()));
      }
    }
    long offset = dataOffset(member);
    if (member.method() == ZipMember.STORED) {
      for (Piece piece : pieces) {
        ChunkFile.fill(channel, offset + piece.offset(), piece.into());
      }
    } else {
      inflate(member, offset, pieces);
    }
    return member.bytes();
  }

  /** Goes over a deflated member once, as long as the pieces don't overlap. */
  private void inflate(ZipMember member, long offset, List<Piece> pieces) throws IOException {
    List<Piece> ordered = pieces.stream().sorted(Comparator.comparingLong(Piece::offset)).toList();
    InflatedMember inflated = new InflatedMember(channel, offset, member.storedBytes());
    try {
      for (Piece piece : ordered) {
        if (inflated.position() > piece.offset()) {
          inflated.close();
          inflated = new InflatedMember(channel, offset, member.storedBytes());
        }
        inflated.skip(piece.offset() - inflated.position());
        inflated.fill(piece.into());
      }
    } finally {
      inflated.close();
    }
  }

  @Override
  public long readTail(String key, MemorySegment into) throws IOException {
    long bytes = size(key);
    if (bytes >= into.byteSize()) {
      read(key, List.of(new Piece(bytes - into.byteSize(), into)));
    }
    return bytes;
  }

  @Override
  public byte @Nullable [] readSmall(String key, int mostBytes) throws IOException {
    ZipMember member = member(key);
    if (member == null) {
      return null;
    }
    long bytes = Math.min(member.bytes(), mostBytes + 1L);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(bytes);
      if (bytes == member.bytes()) {
        read(key, memory);
      } else {
        read(key, List.of(new Piece(0, memory)));
      }
      return memory.toArray(ValueLayout.JAVA_BYTE);
    } catch (FormatException e) {
      throw new FormatException(e.getMessage() + ": " + locate(key), e);
    }
  }

  @Override
  public long size(String key) throws IOException {
    ZipMember member = member(key);
    return member == null ? MISSING : member.bytes();
  }

  @Override
  public List<String> folders(String path) {
    return List.copyOf(MemoryStore.folders(path, below(path).keySet()));
  }

  private NavigableMap<String, ZipMember> below(String path) {
    return path.isEmpty() ? members : members.subMap(path + "/", true, path + "0", false);
  }

  @Override
  public void visit(String path, Visitor visitor) throws IOException {
    for (var member : below(path).entrySet()) {
      visitor.visit(member.getKey(), member.getValue().storedBytes());
    }
  }

  @Override
  public void write(String key, MemorySegment bytes) {
    throw readOnly();
  }

  @Override
  public void delete(String key) {
    throw readOnly();
  }

  private UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("a zip file that is there is not changed: " + file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
