package dev.lokistore.shell.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows. Its text may hold anything: the page never takes it for markup.
 *
 * @param store its URI
 * @param facts a line each below it: when it was looked at, by what, at what part of it
 * @param tiles the figures that come first
 */
public record Report(String store, List<String> facts, List<Tile> tiles, List<Section> sections) {
    /**
     * A figure in large letters.
     *
     * @param detail a few words below it; may be empty
     */
    public record Tile(String label, String value, String detail) {
        Map<String, @Nullable Object> data() {
            return Map.of("label", label, "value", value, "detail", detail);
        }
    }

    public Report {
        facts = List.copyOf(facts);
        tiles = List.copyOf(tiles);
        sections = List.copyOf(sections);
    }

    Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("store", store);
        data.put("facts", facts);
        data.put("tiles", tiles.stream().map(Tile::data).toList());
        data.put("sections", sections.stream().map(Section::data).toList());
        return data;
    }
}
