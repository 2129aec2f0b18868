package dev.lokistore.shell.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a page.
 *
 * @param id of the element, for links: lower-case letters and hyphens
 * @param lead what the figures mean, in a sentence or two
 * @param problems what could not be read for it, safe to be shown; the blocks lack it
 */
public record Section(String id, String title, String lead, List<Block> blocks, List<String> problems) {
    public Section {
        blocks = List.copyOf(blocks);
        problems = List.copyOf(problems);
    }

    Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("id", id);
        data.put("title", title);
        data.put("lead", lead);
        data.put("blocks", blocks.stream().map(Block::data).toList());
        data.put("problems", problems);
        return data;
    }
}
