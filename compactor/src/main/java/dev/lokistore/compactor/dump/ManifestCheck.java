package dev.lokistore.compactor.dump;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether the manifests of a dump say what its files say. */
final class ManifestCheck {
    private final DumpSource source;
    private final DumpFaults faults;
    private final boolean provenance;
    private final JsonMapper json = mapper();
    private long objects;
    private long entries;

    ManifestCheck(DumpSource source, DumpFaults faults, boolean provenance) {
        this.source = source;
        this.faults = faults;
        this.provenance = provenance;
    }

    /** Lines of logs may be long. */
    static JsonMapper mapper() {
        JsonMapper mapper = new JsonMapper();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
        return mapper;
    }

    long objects() {
        return objects;
    }

    long entries() {
        return entries;
    }

    /**
     * Checks one part.
     *
     * @param sealBefore of the parts before; empty for the first
     * @param files all that there are
     */
    void check(String part, String sealBefore, SortedMap<String, DumpedFile> files) throws IOException {
        String path = part + "/" + DumpNames.MANIFEST;
        try (InputStream in = source.open(path);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            JsonNode head = node(lines.readLine());
            if (head.path("lokistoreDump").asInt() != StoreDump.VERSION) {
                faults.add(
                        "manifest", path, "not of version " + StoreDump.VERSION + ", which is the one that is known");
                return;
            }
            expect(path, "part", part, head.path("part").asText());
            expect(path, "seal before", sealBefore, head.path("previousSeal").asText(""));
            SortedMap<String, DumpedFile> unnamed = new TreeMap<>(files.subMap(part + "/", part + "0"));
            unnamed.remove(path);
            JsonNode totals = objects(path, lines, unnamed);
            unnamed.keySet().forEach(file -> faults.add("manifest", file, "the manifest does not name it"));
            if (totals.isMissingNode()) {
                faults.add("manifest", path, "it has no totals: it was cut off");
            }
        } catch (NoSuchFileException e) {
            // said already
        } catch (JsonProcessingException e) {
            faults.add("manifest", path, "it cannot be read: line of JSON expected");
        }
    }

    private JsonNode node(@Nullable String line) throws IOException {
        return json.readTree(line == null ? "{}" : line);
    }

    /** @return the totals, missing if there are none */
    private JsonNode objects(String path, BufferedReader lines, SortedMap<String, DumpedFile> unnamed)
            throws IOException {
        long count = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode object = node(line);
            JsonNode totals = object.path("totals");
            if (!totals.isMissingNode()) {
                expect(
                        path,
                        "objects",
                        Long.toString(count),
                        totals.path("objects").asText());
                objects += count;
                return totals;
            }
            if (object.path("object").isTextual()) {
                count++;
                files(path, object, unnamed);
            }
        }
        return json.missingNode();
    }

    private void files(String manifest, JsonNode object, SortedMap<String, DumpedFile> unnamed) throws IOException {
        String folder = manifest.substring(0, manifest.indexOf('/') + 1)
                + object.path("object").asText();
        for (JsonNode file : object.path("files")) {
            String path = file.path("path").asText();
            DumpedFile found = unnamed.remove(path);
            if (found == null) {
                faults.add("manifest", path, "the manifest names it, and it is not there");
            } else {
                expect(path, "SHA-256 by the manifest", file.path("sha256").asText(), found.sha256());
                if (path.equals(folder + "/" + DumpNames.OBJECT)) {
                    expect(path, "SHA-256 of the object", object.path("sha256").asText(), found.sha256());
                }
            }
        }
        boolean chunk = !object.path("state").asText().equals("no-chunk");
        if (provenance && chunk && object.path("sha256").isTextual()) {
            entries += new EntryTrail(source, folder, json, faults).follow();
        }
    }

    private void expect(String path, String what, String expected, String found) {
        if (!expected.equals(found)) {
            faults.add("manifest", path, what + ": expected " + expected + ", found " + found);
        }
    }
}
