package dev.lokistore.compactor.doctor;

import java.util.ArrayList;
import java.util.List;

/** The first few of many texts, and how many they are. */
final class Samples {
    private static final int KEPT = 5;

    private final List<String> first = new ArrayList<>();
    private long count;

    void add(String text) {
        if (first.size() < KEPT) {
            first.add(text);
        }
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>(first);
        if (count > first.size()) {
            texts.add("and " + (count - first.size()) + " more");
        }
        return texts;
    }

    static List<String> of(List<String> all) {
        Samples samples = new Samples();
        all.forEach(samples::add);
        return samples.texts();
    }
}
