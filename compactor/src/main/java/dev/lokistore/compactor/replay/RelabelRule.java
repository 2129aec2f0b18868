package dev.lokistore.compactor.replay;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One rule of Prometheus' {@code relabel_configs}, which Promtail and Alloy have too.
 *
 * @param sources labels whose values, joined by the separator, are matched
 * @param regex RE2; of the whole text
 * @param target the label that is written; empty where the action has none
 * @param modulus of {@code hashmod}
 */
record RelabelRule(
        Action action,
        List<String> sources,
        String separator,
        Pattern regex,
        String target,
        String replacement,
        long modulus) {
    /** What it does. */
    enum Action {
        REPLACE,
        KEEP,
        DROP,
        KEEPEQUAL,
        DROPEQUAL,
        HASHMOD,
        LABELMAP,
        LABELDROP,
        LABELKEEP,
        LOWERCASE,
        UPPERCASE
    }

    /**
     * Changes labels.
     *
     * @return false if the entry is to be left out
     */
    boolean apply(Map<String, String> labels) {
        String value =
                sources.stream().map(name -> labels.getOrDefault(name, "")).collect(Collectors.joining(separator));
        switch (action) {
            case KEEP -> {
                return regex.matches(value);
            }
            case DROP -> {
                return !regex.matches(value);
            }
            case KEEPEQUAL -> {
                return labels.getOrDefault(target, "").equals(value);
            }
            case DROPEQUAL -> {
                return !labels.getOrDefault(target, "").equals(value);
            }
            case REPLACE -> replace(labels, value);
            case HASHMOD -> set(labels, target, Long.toString(hashmod(value)));
            case LOWERCASE -> set(labels, target, value.toLowerCase(Locale.ROOT));
            case UPPERCASE -> set(labels, target, value.toUpperCase(Locale.ROOT));
            case LABELMAP -> map(labels);
            case LABELDROP -> labels.keySet().removeIf(regex::matches);
            case LABELKEEP -> labels.keySet().removeIf(name -> !regex.matches(name));
        }
        return true;
    }

    private void replace(Map<String, String> labels, String value) {
        Matcher matcher = regex.matcher(value);
        if (matcher.matches()) {
            set(labels, Expansion.expand(target, matcher), Expansion.expand(replacement, matcher));
        }
    }

    private void map(Map<String, String> labels) {
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            Matcher matcher = regex.matcher(label.getKey());
            if (matcher.matches()) {
                set(labels, Expansion.expand(replacement, matcher), label.getValue());
            }
        }
    }

    /** A label without a value is none. */
    private static void set(Map<String, String> labels, String name, String value) {
        if (value.isEmpty()) {
            labels.remove(name);
        } else {
            labels.put(name, value);
        }
    }

    /** Prometheus takes the last eight bytes of the MD5, big-endian. */
    private long hashmod(String value) {
        try {
            byte[] md5 = MessageDigest.getInstance("MD5").digest(value.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, Arrays.copyOfRange(md5, md5.length / 2, md5.length))
                    .mod(BigInteger.valueOf(modulus))
                    .longValue();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }
}
