package org.hyperslab.zarr;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.hyperslab.codec.Windows;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
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

  private final String file;
  private final ByteReader reader;
  private final int concurrentReads;
  private final long gapBytes;
  private final NavigableMap<String, ZipMember> members;
  private final List<Object> version;

  /** Bytes of the extra field of the local header that was read last; others have as many. */
  private volatile int extraBytes;

  /** Where the content of members begins that were read in pieces, by their headers' offsets. */
  private final Map<Long, Long> offsets = new ConcurrentHashMap<>();

  /**
   * How reads wait, as {@link ByteFile} says it.
   *
   * @param concurrentReads reads that are worth having under way at once
   * @param gapBytes between pieces that are better read together
   */
  record Waits(int concurrentReads, long gapBytes) {
    static final Waits NONE = new Waits(0, 0);
  }

  /**
   * @param file what messages call it
   * @param reader of the file, thread-safe, the store's from now on
   * @param waits how reads of the file wait
   * @param members of the file by name, which may still become more
   * @param version what tells the file from what it may become
   */
  ZipStore(
      String file,
      ByteReader reader,
      Waits waits,
      NavigableMap<String, ZipMember> members,
      List<Object> version) {
    this.file = file;
    this.reader = reader;
    this.concurrentReads = waits.concurrentReads();
    this.gapBytes = waits.gapBytes();
    this.members = members;
    this.version = version;
  }

  static ZipStore open(Path file) throws IOException {
    ByteReader reader;
    try {
      reader = ByteFile.of(file).open();
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException("no such file: " + file);
    }
    try {
      List<Object> version =
          List.of(file.toRealPath(), reader.size(), Files.getLastModifiedTime(file));
      String name = file.toString();
      return new ZipStore(name, reader, Waits.NONE, ZipDirectory.read(reader, name), version);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** A zip file on a server. */
  static ZipStore open(RemoteFile file) throws IOException {
    ByteReader reader = file.openLast();
    try {
      NavigableMap<String, ZipMember> members = ZipDirectory.read(reader, file.name());
      Waits waits = new Waits(file.concurrentReads(), file.gapBytes());
      return new ZipStore(file.name(), reader, waits, members, List.of(file));
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public int concurrentReads() {
    return concurrentReads;
  }

  @Override
  public long gapBytes() {
    return gapBytes;
  }

  @Override
  public String name() {
    return file;
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

  /** Where a member's content begins, once its local header is seen to be its own. */
  private long dataOffset(String key, ZipMember member) throws IOException {
    refuseUnreadable(member);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(headerBytes(member));
      fill(member.headerOffset(), header);
      return dataOffset(key, member, header);
    }
  }

  /** Bytes of a local header with the name behind. */
  private static long headerBytes(ZipMember member) {
    return member.leastDataOffset() - member.headerOffset();
  }

  private static void refuseUnreadable(ZipMember member) throws FormatException {
    if ((member.flags() & ZipMember.ENCRYPTED) != 0) {
      throw new FormatException("an encrypted member");
    }
    if (member.method() != ZipMember.STORED && member.method() != ZipMember.DEFLATED) {
      throw new FormatException("compression method is not supported: " + member.method());
    }
  }

  private long dataOffset(String key, ZipMember member, MemorySegment header)
      throws FormatException {
    int nameBytes = Short.toUnsignedInt(header.get(SHORT, 26));
    int method = Short.toUnsignedInt(header.get(SHORT, 8));
    if (header.get(INT, 0) != ZipDirectory.HEADER
        || nameBytes != member.nameBytes()
        || method != member.method()
        || !name(header).equals(key)) {
      throw new FormatException("no local header of this member: offset=" + member.headerOffset());
    }
    int extra = Short.toUnsignedInt(header.get(SHORT, 28));
    extraBytes = extra;
    return member.leastDataOffset() + extra;
  }

  /** A member's name as its local header has it. */
  private static String name(MemorySegment header) {
    byte[] name = header.asSlice(ZipMember.HEADER_BYTES).toArray(ValueLayout.JAVA_BYTE);
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Fills a segment from the file's position on. */
  private void fill(long position, MemorySegment into) throws IOException {
    try {
      reader.read(position, into);
    } catch (EOFException e) {
      throw new FormatException("file ends early: expected=" + (position + into.byteSize()), e);
    }
  }

  /**
   * Reads pieces of a stored member; of one on a server together with its local header, which is
   * one request if the header is as long as the last one.
   *
   * @return where its content begins
   */
  private long readStored(String key, ZipMember member, List<Piece> pieces) throws IOException {
    long expected = member.leastDataOffset() + extraBytes;
    long end = 0;
    for (Piece piece : pieces) {
      end = Math.max(end, expected + piece.offset() + piece.into().byteSize());
    }
    if (concurrentReads == 0 || end > reader.size()) {
      long offset = dataOffset(key, member);
      fill(offset, pieces, null);
      return offset;
    }
    refuseUnreadable(member);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(headerBytes(member));
      fill(expected, pieces, new ByteReader.Piece(member.headerOffset(), header));
      long offset = dataOffset(key, member, header);
      if (offset != expected) {
        fill(offset, pieces, null);
      }
      return offset;
    }
  }

  /** Fills pieces of a member whose content begins at an offset, and one more of the file. */
  private void fill(long offset, List<Piece> pieces, ByteReader.@Nullable Piece more)
      throws IOException {
    List<ByteReader.Piece> all = new ArrayList<>();
    if (more != null) {
      all.add(more);
    }
    pieces.forEach(p -> all.add(new ByteReader.Piece(offset + p.offset(), p.into())));
    try {
      reader.read(all);
    } catch (EOFException e) {
      throw new FormatException("file ends early", e);
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
      readWhole(key, member, whole);
      check(member, whole);
    }
    return member.bytes();
  }

  private void readWhole(String key, ZipMember member, MemorySegment into) throws IOException {
    if (member.method() == ZipMember.STORED) {
      readStored(key, member, List.of(new Piece(0, into)));
      return;
    }
    try (InflatedMember inflated =
        new InflatedMember(reader, dataOffset(key, member), member.storedBytes())) {
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
    Long known = offsets.get(member.headerOffset());
    if (known != null) {
      fill(known, pieces, null);
    } else if (member.method() == ZipMember.STORED) {
      long offset = readStored(key, member, pieces);
      if (concurrentReads > 0) {
        offsets.put(member.headerOffset(), offset);
      }
    } else {
      inflate(member, dataOffset(key, member), pieces);
    }
    return member.bytes();
  }

  /** Goes over a deflated member once, as long as the pieces don't overlap. */
  private void inflate(ZipMember member, long offset, List<Piece> pieces) throws IOException {
    List<Piece> ordered = pieces.stream().sorted(Comparator.comparingLong(Piece::offset)).toList();
    InflatedMember inflated = new InflatedMember(reader, offset, member.storedBytes());
    try {
      for (Piece piece : ordered) {
        if (inflated.position() > piece.offset()) {
          inflated.close();
          inflated = new InflatedMember(reader, offset, member.storedBytes());
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
    reader.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
