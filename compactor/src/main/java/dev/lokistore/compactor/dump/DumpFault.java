package dev.lokistore.compactor.dump;

/**
 * Why a dump is not what it was when it was made.
 *
 * @param id {@code changed}, {@code missing}, {@code unlisted}, {@code unfinished}, {@code sums}, {@code manifest}, {@code
 *     archive}, {@code seal}, {@code provenance}
 * @param path of the file inside the dump; may be anything where somebody put a file there
 * @param message one sentence, no full stop
 */
public record DumpFault(String id, String path, String message) {}
