package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is planned for a finding, carried out: it is gone then, and every line that could be read still can. */
@Tag("one-runtime")
class FsckFixTest {
    @TempDir
    private Path temporary;

    private PlantedStore store;

    @BeforeEach
    void open() throws IOException {
        store = PlantedStore.tsdb(temporary).store();
    }

    private Set<ChunkRef> claimed = Set.of();

    private Mending mending() {
        return new Mending(store, temporary, claimed);
    }

    private Mending.Fixed fix() throws IOException {
        return mending().fix();
    }

    private Set<String> lines() throws IOException {
        return mending().lines();
    }

    private List<String> alarms() throws IOException {
        return mending().alarms();
    }

    private Mending.Fixed assertMended(String id, FsckFix.Mend mend, int linesWon) throws IOException {
        assertThat(alarms()).containsOnly(id);
        Set<String> before = lines();
        Mending.Fixed fixed = fix();
        assertThat(fixed.result().rows())
                .singleElement()
                .satisfies(row -> assertThat(row.flaw().id()).isEqualTo(id))
                .satisfies(row -> assertThat(row.mend()).isEqualTo(mend));
        assertThat(fixed.report().outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(alarms()).isEmpty();
        Set<String> after = lines();
        assertThat(after).containsAll(before);
        assertThat(after.size() - before.size()).isEqualTo(linesWon);
        // nothing is left to be mended
        assertThat(fix().plan().taskCount()).isZero();
        return fixed;
    }

    private void damage(int chunk, int at) throws IOException {
        store.edit(store.key(chunk), bytes -> {
            bytes[at < 0 ? bytes.length + at : at] ^= 1;
            return bytes;
        });
    }

    private int payload(int chunk) throws IOException {
        return ByteBuffer.wrap(store.bytes(store.key(chunk))).getInt() + 4;
    }

    @Test
    void nothingIsPlannedForASoundStore() throws IOException {
        Mending.Fixed fixed = fix();
        assertThat(fixed.plan().taskCount()).isZero();
        assertThat(fixed.result().rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aRowWithoutAnObjectGoes(int chunk) throws IOException {
        store.delete(store.key(chunk));
        Mending.Fixed fixed = assertMended("chunk-missing", FsckFix.Mend.DROPPED, 0);
        assertThat(fixed.result().shares()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anEmptyObjectGoes(int chunk) throws IOException {
        String key = store.key(chunk);
        store.put(key, new byte[0]);
        Mending.Fixed fixed = assertMended("chunk-empty", FsckFix.Mend.DROPPED, 0);
        // it can come back
        new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400)).undo(store.objects(), fixed.plan());
        assertThat(store.bytes(key)).isEmpty();
        assertThat(alarms()).containsOnly("chunk-empty");
    }

    @Test
    void aBrokenBlockIsLeftOutAndTheOthersStay() throws IOException {
        damage(0, payload(0) + 40);
        String key = store.key(0);
        byte[] broken = store.bytes(key);
        Mending.Fixed fixed = assertMended("chunk-block", FsckFix.Mend.SALVAGED, 0);
        new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400)).undo(store.objects(), fixed.plan());
        assertThat(store.bytes(key)).isEqualTo(broken);
    }

    @Test
    void aChunkOverMidnightIsMendedInBothTables() throws IOException {
        damage(4, payload(4) + 40);
        assertMended("chunk-block", FsckFix.Mend.SALVAGED, 0);
    }

    @Test
    void ofAChunkThatWasCutOffTheFirstBlockComesBack() throws IOException {
        store.edit(store.key(0), bytes -> Arrays.copyOf(bytes, bytes.length - 150));
        assertMended("chunk-truncated", FsckFix.Mend.SALVAGED, 11);
    }

    @Test
    void ofAChunkWithABrokenBlockTableAllComesBack() throws IOException {
        damage(0, -40);
        assertMended("chunk-malformed", FsckFix.Mend.SALVAGED, 22);
    }

    @Test
    void aChunkWithoutItsMetadataGetsItsLabelsFromTheIndex() throws IOException {
        damage(0, 40);
        assertMended("chunk-malformed", FsckFix.Mend.SALVAGED, 22);
    }

    @Test
    void whereNothingIsSoundTheRowGoesAndTheObjectIsSetAside() throws IOException {
        store.put(store.key(0), "no chunk at all".repeat(10).getBytes(StandardCharsets.UTF_8));
        assertMended("chunk-malformed", FsckFix.Mend.SALVAGED, 0);
    }

    @Test
    void anotherChecksumIsPutRightWithAnotherKey() throws IOException {
        HandMadeChunk other = new HandMadeChunk(PlantedStore.A).symbols("trace", "t1");
        long from = PlantedStore.at(0, 8 * 60);
        other.block(PlantedStore.block(from))
                .block(PlantedStore.block(from + 600_000_000_000L).entry(from + 1_200_000_000_000L, "x"));
        store.put(store.key(0), other.bytes());
        assertThat(alarms()).containsOnly("chunk-checksum");
        Set<String> before = lines();
        fix();
        assertThat(alarms()).isEmpty();
        assertThat(lines()).containsAll(before).anyMatch(line -> line.contains(" x "));
    }

    @Test
    void entriesComeIntoTheOrderOfTime() throws IOException {
        store = PlantedStore.tsdb(temporary);
        store.chunks()
                .add(new HandMadeChunk(PlantedStore.A)
                        .symbols("trace", "t1")
                        .block(PlantedStore.block(PlantedStore.at(0, 900)).entry(PlantedStore.at(0, 900) + 5, "late")));
        store.store();
        assertMended("chunk-entry-order", FsckFix.Mend.SALVAGED, 0);
    }

    @Test
    void aBrokenOrphanIsSetAside() throws IOException {
        HandMadeChunk chunk = PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 100));
        byte[] bytes = chunk.bytes();
        bytes[payload(0) + 50] ^= 1;
        store.put(PlantedStore.key(chunk.ref()), bytes);
        assertThat(alarms()).containsExactlyInAnyOrder("chunk-orphan", "chunk-block");
        fix();
        assertThat(alarms()).isEmpty();
    }

    @Test
    void anEmptyIndexFileIsSetAside() throws IOException {
        store.put(store.folder(0) + "fake/1794400001-compactor-1-2-3.tsdb.gz", new byte[0]);
        assertMended("index-file-empty", FsckFix.Mend.SET_ASIDE, 0);
    }

    @Test
    void anObjectThatIsNoIndexFileIsSetAside() throws IOException {
        store.put(store.folder(0) + "fake/notes.txt", new byte[] {1, 2, 3});
        assertMended("table-stray-object", FsckFix.Mend.SET_ASIDE, 0);
    }

    private String orphan(HandMadeChunk chunk) throws IOException {
        String key = PlantedStore.key(chunk.ref());
        store.put(key, chunk.bytes());
        return key;
    }

    private List<Mending.Fixed> fixAll(int most) throws IOException {
        return mending().fixAll(most);
    }

    private static List<FsckFix.Mend> mends(Mending.Fixed fixed, Flaw flaw) {
        return fixed.result().rows().stream()
                .filter(row -> row.flaw() == flaw)
                .map(FsckFix.Row::mend)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anIndexFileThatDoesNotOpenIsMadeOfChunks(Kind kind) throws IOException {
        store = (kind == Kind.TSDB ? PlantedStore.tsdb(temporary) : PlantedStore.boltdb(temporary)).store();
        Set<String> whole = lines();
        String key = store.indexKey(0);
        store.put(key, new byte[] {1, 2, 3});
        Mending.Fixed fixed = assertMended("index-unreadable", FsckFix.Mend.REBUILT, 88);
        assertThat(lines()).isEqualTo(whole);
        new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400)).undo(store.objects(), fixed.plan());
        assertThat(store.bytes(key)).containsExactly(1, 2, 3);
        assertThat(alarms()).containsOnly("index-unreadable");
    }

    @Test
    void aTableWithAWrongListOfSeriesIsMadeOfChunks() throws IOException {
        Set<String> whole = lines();
        store.editIndex(1, file -> {
            file[file.length - 85] ^= 1;
            return file;
        });
        Set<String> broken = new TreeSet<>(alarms());
        assertThat(broken).isNotEmpty();
        Mending.Fixed fixed = fixAll(1).get(0);
        assertThat(fixed.result().rows()).allMatch(row -> row.mend() == FsckFix.Mend.REBUILT);
        assertThat(alarms()).isEmpty();
        assertThat(lines()).isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSoundOrphanGetsItsRows(Kind kind) throws IOException {
        store = (kind == Kind.TSDB ? PlantedStore.tsdb(temporary) : PlantedStore.boltdb(temporary)).store();
        // over midnight: in both tables
        orphan(PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 23 * 60 + 50)));
        Mending.Fixed fixed = assertMended("chunk-orphan", FsckFix.Mend.INDEXED, 22);
        assertThat(fixed.plan().taskCount()).isEqualTo(2);
        new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400)).undo(store.objects(), fixed.plan());
        assertThat(alarms()).containsOnly("chunk-orphan");
    }

    @Test
    void anOrphanThatAnotherPlanRemovesStays() throws IOException {
        HandMadeChunk chunk = PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 100));
        orphan(chunk);
        claimed = Set.of(chunk.ref());
        Mending.Fixed fixed = fix();
        assertThat(fixed.plan().taskCount()).isZero();
        assertThat(mends(fixed, Flaw.CHUNK_ORPHAN)).containsExactly(FsckFix.Mend.LEFT);
    }

    @Test
    void aBrokenOrphanGoesBeforeSoundOnesOfTheDayAreNamed() throws IOException {
        HandMadeChunk broken = PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 100));
        store.edit(orphan(broken), bytes -> {
            bytes[ByteBuffer.wrap(bytes).getInt() + 54] ^= 1;
            return bytes;
        });
        orphan(PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 200)));
        Set<String> before = lines();
        List<Mending.Fixed> fixed = fixAll(2);
        assertThat(mends(fixed.get(0), Flaw.CHUNK_ORPHAN))
                .containsExactlyInAnyOrder(FsckFix.Mend.SET_ASIDE, FsckFix.Mend.LATER);
        assertThat(mends(fixed.get(1), Flaw.CHUNK_ORPHAN)).containsExactly(FsckFix.Mend.INDEXED);
        assertThat(alarms()).isEmpty();
        assertThat(lines()).containsAll(before).hasSize(before.size() + 22);
    }

    @Test
    void brokenChunksOfAnUnreadableTableAreNotSetAsideButSalvagedAfterwards() throws IOException {
        Set<String> whole = lines();
        damage(0, payload(0) + 40);
        damage(4, payload(4) + 40);
        store.delete(store.key(1));
        String key = store.indexKey(0);
        store.put(key, new byte[] {1, 2, 3});
        Set<String> before = lines();
        List<Mending.Fixed> fixed = fixAll(2);
        assertThat(mends(fixed.get(0), Flaw.INDEX_UNREADABLE)).containsExactly(FsckFix.Mend.REBUILT);
        assertThat(mends(fixed.get(0), Flaw.CHUNK_BLOCK)).containsExactly(FsckFix.Mend.LATER);
        assertThat(mends(fixed.get(1), Flaw.CHUNK_BLOCK)).containsExactly(FsckFix.Mend.SALVAGED);
        assertThat(alarms()).isEmpty();
        // but a broken block of each, and the chunk that is gone
        assertThat(lines()).containsAll(before).hasSize(whole.size() - 11 - 11 - 22);
        EngineRuns later = new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400));
        later.undo(store.objects(), fixed.get(1).plan());
        later.undo(store.objects(), fixed.get(0).plan());
        assertThat(store.bytes(key)).containsExactly(1, 2, 3);
        assertThat(alarms()).contains("index-unreadable", "chunk-block");
    }

    @Test
    void theChunksOfAnEmptyIndexFileGetRows() throws IOException {
        Set<String> whole = lines();
        store.put(store.indexKey(0), new byte[0]);
        assertMended("index-file-empty", FsckFix.Mend.REBUILT, 88);
        assertThat(lines()).isEqualTo(whole);
    }

    @Test
    void mostOfATenantGoesOnlyIfThatIsMeant() throws IOException {
        for (int chunk : new int[] {0, 1, 2, 3}) {
            store.delete(store.key(chunk));
        }
        Mending.Fixed fixed = fix();
        assertThat(fixed.result().shares())
                .singleElement()
                .satisfies(objection -> assertThat(objection.text())
                        .contains("4 of its 6 index rows would go")
                        .contains("--accept half"));
    }

    @Test
    void anObjectUnderTheKeyOfAnotherChunkComesBackUnderItsOwn() throws IOException {
        Set<String> whole = lines();
        byte[] renamed = store.bytes(store.key(1));
        store.put(store.key(0), renamed);
        store.delete(store.key(1));
        assertThat(alarms()).containsExactlyInAnyOrder("chunk-missing", "chunk-key-differs");

        List<Mending.Fixed> fixed = fixAll(2);

        assertThat(mends(fixed.get(0), Flaw.CHUNK_KEY_DIFFERS)).containsExactly(FsckFix.Mend.MOVED);
        assertThat(mends(fixed.get(0), Flaw.CHUNK_MISSING)).containsExactly(FsckFix.Mend.MOVED);
        assertThat(fixed.get(0).result().unchecked()).isTrue();
        assertThat(mends(fixed.get(1), Flaw.CHUNK_MISSING)).containsExactly(FsckFix.Mend.DROPPED);
        assertThat(alarms()).isEmpty();
        assertThat(store.bytes(store.key(1))).isEqualTo(renamed);
        // the chunk that it was put over is gone
        assertThat(whole).containsAll(lines()).hasSize(lines().size() + 22);
        EngineRuns later = new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400));
        later.undo(store.objects(), fixed.get(1).plan());
        later.undo(store.objects(), fixed.get(0).plan());
        assertThat(store.bytes(store.key(0))).isEqualTo(renamed);
        assertThat(alarms()).containsExactlyInAnyOrder("chunk-missing", "chunk-key-differs");
    }

    /** A check that was told which tenants it is about changes nothing of the others. */
    @Test
    void noObjectIsBroughtToATenantThatTheCheckWasNotAbout() throws IOException {
        store.put(store.key(0), store.bytes(store.key(1)));
        store.delete(store.key(1));

        Mending.Fixed fixed = mending().fix(Set.of(TenantId.of("another")));

        assertThat(mends(fixed, Flaw.CHUNK_KEY_DIFFERS)).containsExactly(FsckFix.Mend.LEFT);
        assertThat(mends(fixed, Flaw.CHUNK_MISSING)).containsExactly(FsckFix.Mend.LEFT);
        assertThat(fixed.plan().taskCount()).isZero();
    }

    @Test
    void aCopyUnderTheKeyOfAnotherChunkGoes() throws IOException {
        store.put(store.key(0), store.bytes(store.key(1)));
        assertMended("chunk-key-differs", FsckFix.Mend.DROPPED, 0);
    }

    /** What is under the key that is the copy's own is worse than the copy. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyUnderTheKeyOfAnotherChunkTakesThePlaceOfABrokenObject(boolean empty) throws IOException {
        byte[] sound = store.bytes(store.key(1));
        store.put(store.key(0), sound);
        if (empty) {
            store.put(store.key(1), new byte[0]);
        } else {
            damage(1, payload(1) + 40);
        }
        byte[] broken = store.bytes(store.key(1));
        Set<String> before = lines();

        List<Mending.Fixed> fixed = fixAll(3);

        assertThat(mends(fixed.get(0), Flaw.CHUNK_KEY_DIFFERS)).containsExactly(FsckFix.Mend.LATER);
        assertThat(mends(fixed.get(1), Flaw.CHUNK_KEY_DIFFERS)).containsExactly(FsckFix.Mend.MOVED);
        assertThat(alarms()).isEmpty();
        assertThat(store.bytes(store.key(1))).isEqualTo(sound);
        assertThat(lines()).containsAll(before);
        EngineRuns later = new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400));
        for (int i = fixed.size() - 1; i >= 0; i--) {
            later.undo(store.objects(), fixed.get(i).plan());
        }
        assertThat(store.bytes(store.key(0))).isEqualTo(sound);
        assertThat(store.bytes(store.key(1))).isEqualTo(broken);
    }

    /** The broken object has the name that the chunk would get. */
    @Test
    void aChunkThatComesOutAsItWasGetsAnotherName() throws IOException {
        String folder = store.key(3).substring(0, store.key(3).lastIndexOf('/') + 1);
        Set<String> whole = lines();
        List<String> keys = store.keys(folder);
        for (int i = 0; i < 2; i++) {
            String key = i == 0
                    ? store.key(3)
                    : store.keys(folder).stream()
                            .filter(one -> !keys.contains(one))
                            .findFirst()
                            .orElseThrow();
            store.edit(key, bytes -> {
                bytes[40] ^= 1;
                return bytes;
            });
            assertThat(mends(fix(), Flaw.CHUNK_MALFORMED)).containsExactly(FsckFix.Mend.SALVAGED);
            assertThat(alarms()).isEmpty();
            assertThat(lines()).isEqualTo(whole);
        }
    }

    /** Its lines are another stream's, or another tenant's: none of them may come under the labels of the key. */
    @ParameterizedTest
    @CsvSource({"chunk-block,0", "chunk-truncated,150", "chunk-malformed,0"})
    void aBrokenObjectUnderTheKeyOfAnotherStreamIsLeft(String id, int cut) throws IOException {
        String key = store.key(0);
        byte[] other = store.bytes(store.key(3));
        store.put(key, Arrays.copyOf(other, other.length - cut));
        if (cut == 0) {
            damage(0, id.equals("chunk-block") ? payload(0) + 40 : -40);
        }
        byte[] broken = store.bytes(key);
        Set<String> before = lines();
        assertThat(alarms()).containsExactlyInAnyOrder(id, "chunk-key-differs");

        Mending.Fixed fixed = fix();

        assertThat(fixed.plan().taskCount()).isZero();
        assertThat(fixed.result().rows())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.mend()).isEqualTo(FsckFix.Mend.LEFT));
        assertThat(store.bytes(key)).isEqualTo(broken);
        assertThat(lines()).isEqualTo(before);
    }

    @Test
    void anObjectThatNobodyNamesComesUnderItsOwnKeyAndIntoTheIndex() throws IOException {
        HandMadeChunk chunk = PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 100));
        String other = PlantedStore.key(chunk.ref()).replaceFirst("/[0-9a-f]+/", "/1234567890abcdef/");
        store.put(other, chunk.bytes());
        assertThat(alarms()).containsExactlyInAnyOrder("chunk-orphan", "chunk-key-differs");
        Set<String> before = lines();
        List<Mending.Fixed> fixed = fixAll(2);
        assertThat(mends(fixed.get(0), Flaw.CHUNK_ORPHAN)).containsExactly(FsckFix.Mend.MOVED);
        assertThat(alarms()).isEmpty();
        assertThat(lines()).containsAll(before).hasSize(before.size() + 22);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTableWithoutChunksWhoseFileIsNotSoundGoes(Kind kind) throws IOException {
        store = (kind == Kind.TSDB ? PlantedStore.tsdb(temporary) : PlantedStore.boltdb(temporary)).store();
        String folder = store.folder(0).replace(Long.toString(PlantedStore.DAY), Long.toString(PlantedStore.DAY - 3));
        String key =
                folder + (kind == Kind.TSDB ? "fake/1794400000-compactor-1-2-3.tsdb.gz" : "compactor-1794400000.r.gz");
        store.put(key, new byte[] {1, 2, 3});
        Mending.Fixed fixed = assertMended("index-unreadable", FsckFix.Mend.SET_ASIDE, 0);
        new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400)).undo(store.objects(), fixed.plan());
        assertThat(store.bytes(key)).containsExactly(1, 2, 3);
    }

    /** A page, or a record, of the table is lost as well: rows of others vouch for the chunk. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aChunkWithABrokenHeaderOfATableThatIsMadeAnewIsSalvaged(Kind kind) throws IOException {
        store = (kind == Kind.TSDB ? PlantedStore.tsdb(temporary) : PlantedStore.boltdb(temporary)).store();
        Set<String> whole = lines();
        damage(3, 40);
        if (kind == Kind.TSDB) {
            store.editIndex(0, file -> {
                file[file.length - 85] ^= 1;
                return file;
            });
        } else {
            store.put(store.indexKey(0), Arrays.copyOf(store.bytes(store.indexKey(0)), 1_500));
        }
        assertThat(alarms()).contains("chunk-malformed").hasSizeGreaterThan(1);
        List<Mending.Fixed> fixed = fixAll(3);
        assertThat(mends(fixed.get(0), Flaw.CHUNK_MALFORMED)).containsExactly(FsckFix.Mend.LATER);
        assertThat(mends(fixed.get(1), Flaw.CHUNK_MALFORMED)).containsExactly(FsckFix.Mend.SALVAGED);
        assertThat(alarms()).isEmpty();
        assertThat(lines()).isEqualTo(whole);
    }

    /** Several things at once, in both kinds of index. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void manyThingsAtOnceAreMended(Kind kind) throws IOException {
        store = kind == Kind.TSDB ? PlantedStore.tsdb(temporary) : PlantedStore.boltdb(temporary);
        for (int i = 0; i < 40; i++) {
            store.chunks().add(PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 33 * i + 60)));
        }
        store.store();
        List<Integer> kinds = new ArrayList<>();
        for (int i = 0; i < store.chunks().size(); i += 3) {
            kinds.add(i % 5);
            switch (i % 5) {
                case 0 -> store.delete(store.key(i));
                case 1 -> store.put(store.key(i), new byte[0]);
                case 2 -> damage(i, payload(i) + 40);
                case 3 -> store.edit(store.key(i), bytes -> Arrays.copyOf(bytes, bytes.length - 100));
                default -> damage(i, -40);
            }
        }
        assertThat(kinds).contains(0, 1, 2, 3, 4);
        Set<String> before = lines();
        Mending.Fixed fixed = fix();
        assertThat(fixed.report().outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(alarms()).isEmpty();
        assertThat(lines()).containsAll(before);
    }

    /** Index files and chunks at once, whatever the one hides of the other. */
    @ParameterizedTest
    @CsvSource({"TSDB,1", "TSDB,2", "BOLTDB,3", "BOLTDB,4"})
    void anyBytesOfIndexAndChunksAreMended(Kind kind, long seed) throws IOException {
        store = kind == Kind.TSDB ? PlantedStore.tsdb(temporary) : PlantedStore.boltdb(temporary);
        for (int i = 0; i < 12; i++) {
            store.chunks().add(PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 100 * i + 60)));
        }
        store.store();
        Random random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            damage(i * 3, payload(i * 3) + 40);
        }
        orphan(PlantedStore.chunk(PlantedStore.A, PlantedStore.at(random.nextInt(2), 300)));
        int day = random.nextInt(2);
        store.editIndex(day, file -> {
            for (int i = 0; i < 3; i++) {
                // a file whose end is lost has no name
                file[random.nextInt(file.length - 100)] ^= (byte) (1 + random.nextInt(255));
            }
            return file;
        });
        Set<String> before = lines();
        assertThat(alarms()).isNotEmpty();
        fixAll(3);
        assertThat(alarms()).isEmpty();
        assertThat(lines()).containsAll(before);
    }

    enum Kind {
        TSDB,
        BOLTDB
    }
}
