package dev.lokistore.shell.interactive;

import dev.lokistore.shell.SessionMemory;
import dev.lokistore.shell.command.StoreNames;
import java.util.ArrayList;
import java.util.List;

/** Places in the tree of the store. */
record PlaceNames(SessionMemory memory, StoreNames names) {
    private static final int CHUNKS = 3;

    /**
     * @param typed begin of a path
     * @param chunks whether chunks are wanted too, and not only what has something below it
     */
    List<Proposal> like(String typed, boolean chunks) {
        String before = typed.substring(0, typed.lastIndexOf('/') + 1);
        List<String> place = new ArrayList<>(
                typed.startsWith("/") ? List.of() : memory.context().place());
        for (String name : before.split("/")) {
            if (name.equals("..")) {
                if (!place.isEmpty()) {
                    place.remove(place.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                place.add(name);
            }
        }
        boolean leaves = place.size() >= CHUNKS;
        if (leaves && (!chunks || place.size() > CHUNKS)) {
            return List.of();
        }
        return names.below(place).stream()
                .map(name ->
                        new Proposal(before + name.text() + (leaves ? "" : "/"), name.text(), name.about(), leaves))
                .toList();
    }
}
