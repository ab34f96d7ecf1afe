package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hyperslab.store.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Metadata that is malformed, absurd or unsupported is refused at open, by name, before anything is
 * allocated.
 */
class LyingMetadataTest {
  private static final String V3 =
      """
      {"zarr_format": 3, "node_type": "array", "shape": [10, 10], "data_type": "float32",
       "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [5, 5]}},
       "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
       "fill_value": 0, "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
       "attributes": {}, "dimension_names": ["y", "x"]}
      """;

  private static final String V2 =
      """
      {"zarr_format": 2, "shape": [10, 10], "chunks": [5, 5], "dtype": "<f4", "order": "C",
       "fill_value": 0, "filters": null, "compressor": {"id": "zlib", "level": 1}}
      """;

  @TempDir private Path folder;

  @Test
  void theDocumentsThemselvesAreFine() throws IOException {
    assertEquals(2, open(".zarray", V2).format());
    assertEquals(3, open("zarr.json", V3).format());
  }

  private ZarrArray open(String document, String json) throws IOException {
    Path array = Files.createTempDirectory(folder, "a");
    Files.writeString(array.resolve(document), json);
    return Zarr.open(array);
  }

  private void assertRefused(String document, String json, String because) {
    FormatException e = assertThrows(FormatException.class, () -> open(document, json));
    assertTrue(e.getMessage().contains(because), e::getMessage);
    assertTrue(e.getMessage().contains(document), e::getMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[10, 10]        ; [-1, 10]                       ; negative extent",
        "[10, 10]        ; [9223372036854775807, 10]      ; too many elements",
        "[10, 10]        ; [9223372036854775808, 10]      ; expected integers",
        "[10, 10]        ; [10.5, 10]                     ; expected integers",
        "[10, 10]        ; [\"10\", 10]                   ; expected integers",
        "[10, 10]        ; 10                             ; expected an array",
        "[10, 10]        ; [10]                           ; rank",
        "[5, 5]          ; [5, 0]                         ; chunk extent less than 1",
        "[5, 5]          ; [5, -5]                        ; negative extent",
        "[5, 5]          ; [1048576, 1048576]             ; chunk too large",
        "[5, 5]          ; [5, 5, 5]                      ; rank",
        "\"float32\"     ; \"float8\"                     ; dtype is not supported: float8",
        "\"float32\"     ; {\"name\": \"numpy.datetime64\"} ; data_type.configuration.unit",
        "\"float32\"     ; 4                              ; expected a string",
        "\"float32\"     ; {\"name\": \"numpy.datetime64\", \"configuration\": {\"unit\": \"eon\"}}"
            + " ; no unit of time: eon",
        "\"float32\"     ; \"complex64\"                  ; no value of complex64",
        "\"float32\"     ; \"r0\"                         ; dtype is not supported: r0",
        "\"regular\"     ; \"rectilinear\"                ; chunk grid is not supported:"
            + " rectilinear",
        "\"default\"     ; \"fancy\"                      ; fancy",
        "\"/\"           ; \"..\"                         ; separator",
        "\"/\"           ; \"../\"                        ; separator",
        "\"fill_value\": 0 ; \"fill_value\": null         ; no value of float32",
        "\"fill_value\": 0 ; \"fill_value\": \"0x00\"     ; no value of float32",
        "\"fill_value\": 0 ; \"fill_value\": \"nan\"      ; no value of float32",
        "\"fill_value\": 0 ; \"fill_value\": [0]          ; no value of float32",
        "\"bytes\"       ; \"vlen-utf8\"                  ; codec is not supported: vlen-utf8",
        "\"bytes\"       ; \"sharding_indexed\"           ; no codec turns elements into bytes",
        "\"little\"      ; \"middle\"                     ; middle",
        "\"codecs\": [{  ; \"codecs\": [{\"name\": \"gzip\"}, { ; wrong place",
        "\"codecs\":     ; \"storage_transformers\": [{\"name\": \"x\"}], \"codecs\": ;"
            + " transformer",
        "\"codecs\":     ; \"future\": {\"name\": \"x\"}, \"codecs\": ; extension is not supported:"
            + " field=future",
        "[\"y\", \"x\"]  ; [\"y\"]                        ; dimension names",
        "[\"y\", \"x\"]  ; [\"y\", 1]                     ; expected strings",
        "\"zarr_format\": 3 ; \"zarr_format\": 4           ; expected 3",
        "\"array\"       ; \"table\"                      ; expected array or group",
        "\"shape\"       ; \"shape\": [1], \"shape\"       ; Duplicate",
        "\"attributes\": {} ; \"attributes\": []          ; expected an object",
      })
  void version3(String from, String to, String because) {
    assertTrue(V3.contains(from), from);
    assertRefused("zarr.json", V3.replace(from, to), because);
  }

  private static final String SHARDED =
      V3.replace(
          "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}}",
          """
          {"name": "sharding_indexed", "configuration": {"chunk_shape": [5, 1],
           "codecs": [{"name": "bytes", "configuration": {"endian": "big"}}],
           "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}},
            {"name": "crc32c"}],
           "index_location": "start"}}\
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[5, 1]          ; [5, 2]                         ; inner chunks don't divide shards",
        "[5, 1]          ; [5, 0]                         ; inner chunks don't divide shards",
        "[5, 1]          ; [10, 5]                        ; inner chunks don't divide shards",
        "[5, 1]          ; [5]                            ; inner chunks don't divide shards",
        "[5, 1]          ; [5, -1]                        ; negative extent",
        "\"start\"       ; \"middle\"                     ; expected start or end",
        "\"crc32c\"      ; \"zstd\"                       ; codecs of an index are not supported",
        "\"big\"         ; \"odd\"                        ; expected little or big",
        "[5, 5]          ; [5, 999999]                    ; more than 524288 chunks",
        "\"codecs\": [{\"name\": \"bytes\" ; \"codecs\": [{\"name\": \"gzip\" ; wrong place",
        "\"start\"}}]    ; \"start\"}}, {\"name\": \"crc32c\"}]  ; wrong place",
        "\"codecs\": [  ; \"codecs\": [{\"name\": \"bytes\"}, ; endian",
      })
  void shards(String from, String to, String because) throws IOException {
    assertEquals(3, open("zarr.json", SHARDED).format());
    assertTrue(SHARDED.contains(from), from);
    assertRefused("zarr.json", SHARDED.replace(from, to), because);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[10, 10]        ; [10, -10]                      ; negative extent",
        "[5, 5]          ; [1099511627776, 1]             ; chunk too large",
        "[5, 5]          ; null                           ; chunks",
        "\"<f4\"         ; \"<f3\"                        ; dtype is not supported: <f3",
        "\"<f4\"         ; \"<M8[parsec]\"                ; <M8[parsec]",
        "\"<f4\"         ; \"|f4\"                        ; |f4",
        "\"<f4\"         ; {\"a\": 1}                      ; expected a string",
        "\"C\"           ; \"K\"                          ; expected C or F",
        "\"filters\": null ; \"filters\": [{\"id\": \"categorize\"}] ; filter is not supported:"
            + " categorize",
        "\"zlib\"        ; \"lzma\"                       ; compressor is not supported: lzma",
        "\"level\": 1    ; \"level\": 99                  ; expected -1 to 9",
        "\"level\": 1    ; \"level\": \"1\"               ; expected an integer",
        "\"fill_value\": 0 ; \"fill_value\": \"AAAAAA==\"   ; no value of float32",
        "\"fill_value\": 0 ; \"dimension_separator\": \"\\\\\", \"fill_value\": 0 ;"
            + " dimension_separator",
        "{\"id\": \"zlib\", \"level\": 1} ; {\"id\": \"blosc\", \"cname\": \"snappy\"} ; snappy",
        "\"zarr_format\": 2 ; \"zarr_format\": \"2\"      ; expected an integer",
      })
  void version2(String from, String to, String because) {
    assertTrue(V2.contains(from), from);
    assertRefused(".zarray", V2.replace(from, to), because);
  }

  @Test
  void transposesThatAreNoPermutation() {
    for (String order : new String[] {"[0]", "[0, 0]", "[1, 2]", "[-1, 0]", "[4294967296, 0]"}) {
      String json =
          V3.replace(
              "\"codecs\": [",
              "\"codecs\": [{\"name\": \"transpose\", \"configuration\": {\"order\": "
                  + order
                  + "}},");
      assertThrows(FormatException.class, () -> open("zarr.json", json), order);
    }
  }

  @Test
  void aBloscChunkBeyondItsFormat() {
    String json =
        V2.replace("{\"id\": \"zlib\", \"level\": 1}", "{\"id\": \"blosc\", \"cname\": \"lz4\"}")
            .replace("[5, 5]", "[65536, 65536]");
    assertRefused(".zarray", json, "too large for blosc");
  }

  @Test
  void documentsThatAreNoObject() {
    assertRefused("zarr.json", "", "not a JSON object");
    assertRefused("zarr.json", "[]", "not a JSON object");
    assertRefused("zarr.json", "{", "malformed metadata");
    assertRefused("zarr.json", V3 + V3, "malformed metadata");
    assertRefused("zarr.json", "[".repeat(100_000), "malformed metadata");
    assertRefused("zarr.json", "{\"a\":".repeat(100_000), "malformed metadata");
    assertRefused(
        "zarr.json", V3.replace("[10, 10]", "[" + "1".repeat(5000) + "]"), "malformed metadata");
  }

  @Test
  void pathsThatLeadOut() throws IOException {
    Path store = Files.createDirectory(folder.resolve("store"));
    Files.writeString(store.resolve(".zgroup"), "{\"zarr_format\": 2}");
    for (String path :
        new String[] {"..", "../x", "/etc", "a/../../x", "", "a//b", ".", "a\\..\\b"}) {
      assertThrows(IllegalArgumentException.class, () -> Zarr.open(store, path), path);
    }
    Files.writeString(
        store.resolve(".zmetadata"),
        "{\"zarr_consolidated_format\": 1, \"metadata\": {\"../x/.zarray\": " + V2 + "}}");
    FormatException e = assertThrows(FormatException.class, () -> Zarr.openGroup(store));
    assertTrue(e.getMessage().contains("not a path below the store"), e::getMessage);
  }
}
