package dev.lokistore.index.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.table.IndexFileName.BoltdbCompacted;
import dev.lokistore.index.table.IndexFileName.BoltdbLegacy;
import dev.lokistore.index.table.IndexFileName.BoltdbUpload;
import dev.lokistore.index.table.IndexFileName.Odd;
import dev.lokistore.index.table.IndexFileName.TsdbCompacted;
import dev.lokistore.index.table.IndexFileName.TsdbUpload;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammars of {@code formats/index-tables.md#15-file-name-grammars} and their traps. */
class FileNamesTest {
    static List<IndexFileName> common() {
        return List.of(
                new BoltdbUpload(
                        "ingester-0-1699919000123456789-1699920900.gz",
                        "ingester-0-1699919000123456789",
                        at(1699920900)),
                new BoltdbUpload("vm-1795393087432287924-1795393103", "vm-1795393087432287924", at(1795393103)),
                // an ingester whose own name looks like the end of another
                new BoltdbUpload("a-1699920900-1699920901.gz", "a-1699920900", at(1699920901)),
                new BoltdbUpload("compactor-x-1699920901.gz", "compactor-x", at(1699920901)),
                new BoltdbLegacy("ingester-0-1699919000123456789", "ingester-0-1699919000123456789"),
                new BoltdbLegacy("ingester-0-1699919000123456789.gz", "ingester-0-1699919000123456789"),
                new BoltdbCompacted("compactor-1699999999.gz", at(1699999999), false),
                new BoltdbCompacted("compactor-1699999999.r.gz", at(1699999999), true),
                new BoltdbCompacted(
                        "compactor-1699999999123456789.r", Instant.ofEpochSecond(1699999999, 123456789), true),
                new TsdbUpload(
                        "1700006700-ingester-0-1699919000123456789.tsdb.gz",
                        at(1700006700),
                        "ingester-0-1699919000123456789"),
                new TsdbUpload("1700006700-a.tsdb.b-2.tsdb", at(1700006700), "a.tsdb.b-2"),
                new TsdbUpload("1700006700--.tsdb.gz", at(1700006700), "-"),
                new TsdbUpload("1700006700-compactor-0.tsdb.gz", at(1700006700), "compactor-0"));
    }

    @ParameterizedTest
    @MethodSource("common")
    void namesAtTheRootAreTakenApart(IndexFileName expected) {
        assertThat(FileNames.common(expected.text())).isEqualTo(expected);
    }

    static List<IndexFileName> ofTenants() {
        return List.of(
                new TsdbCompacted(
                        "1700100000000000000-compactor-1700000000123-1700003600456-f231c397.tsdb.gz",
                        at(1700100000),
                        1700000000123L,
                        1700003600456L,
                        0xf231c397),
                new TsdbCompacted("1700100000-compactor-1-2-0.tsdb", at(1700100000), 1, 2, 0),
                // no leading zeros are written, so a checksum may be short
                new TsdbCompacted("1700100000-compactor-1-2-ab1.tsdb.gz", at(1700100000), 1, 2, 0xab1),
                new TsdbCompacted("1700100000-compactor-1-2-ffffffff.tsdb.gz", at(1700100000), 1, 2, -1),
                new BoltdbCompacted(
                        "compactor-1699999999123456789.r.gz", Instant.ofEpochSecond(1699999999, 123456789), true),
                new BoltdbUpload(
                        "write-0-1795395601977738630-1795395635.gz", "write-0-1795395601977738630", at(1795395635)));
    }

    @ParameterizedTest
    @MethodSource("ofTenants")
    void namesInATenantsFolderAreTakenApart(IndexFileName expected) {
        assertThat(FileNames.ofTenant(expected.text())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compactor-1700000000.tsdb", // Loki refuses it: no number first
                ".tsdb.gz",
                "-node.tsdb.gz",
                "1700006700-.tsdb.gz",
                "99999999999999999999-node.tsdb.gz",
                "1700100000-compactor-1-2-f231c397.tsdb.gz", // a tenant's file, but outside its folder
                "\u0661-node.tsdb.gz" // a digit, but none of Loki's
            })
    void oddTsdbNamesAtTheRootAreTakenForTsdb(String name) {
        assertThat(FileNames.common(name)).isInstanceOf(Odd.class);
        assertThat(FileNames.common(name).kind()).isEqualTo(IndexKind.TSDB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1700006700-ingester-0.tsdb.gz",
                "1700100000-compactor-1-2-f231c397a.tsdb.gz",
                "1700100000-compactor-1-2-F231C397.tsdb.gz",
                "1700100000-compactor--1-2-0.tsdb.gz",
                "1700100000-compactor-1-2--7f.tsdb.gz",
                "99999999999999999999-compactor-1-2-0.tsdb.gz",
                "1-compactor-99999999999999999999-2-0.tsdb.gz"
            })
    void oddTsdbNamesInATenantsFolderAreTakenForTsdb(String name) {
        assertThat(FileNames.ofTenant(name)).isInstanceOf(Odd.class);
        assertThat(FileNames.ofTenant(name).kind()).isEqualTo(IndexKind.TSDB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".gz",
                "README.txt",
                "compactor-.gz",
                "compactor-x.gz",
                "compactor-99999999999999999999.gz",
                "compactor-1699999999.r.r.gz",
                "-1699920900.gz",
                "ingester-0-169992090.gz",
                "ingester-0-16999209001.gz",
                "a\nb",
                "..",
                ".tmp"
            })
    void otherOddNamesAreTakenForBoltdb(String name) {
        assertThat(FileNames.common(name)).isInstanceOf(Odd.class);
        assertThat(FileNames.ofTenant(name)).isInstanceOf(Odd.class);
        assertThat(FileNames.common(name).kind()).isEqualTo(IndexKind.BOLTDB);
    }

    @Test
    void damagedSuffixOfATsdbNameIsStillAGuessAtTsdb() {
        assertThat(FileNames.common("1700006700-a.tsdb.gz.tmp").kind()).isEqualTo(IndexKind.TSDB);
    }

    @Test
    void uploadersTimesAndSuffixesAreReadThroughTheInterface() {
        IndexFileName upload = FileNames.common("1700006700-node.tsdb.gz");
        assertThat(upload.uploader()).contains("node");
        assertThat(upload.createdAt()).contains(at(1700006700));
        assertThat(upload.gzipped()).isTrue();
        assertThat(upload.compacted()).isFalse();
        IndexFileName compacted = FileNames.ofTenant("compactor-1699999999");
        assertThat(compacted.uploader()).isEmpty();
        assertThat(compacted.createdAt()).contains(at(1699999999));
        assertThat(compacted.gzipped()).isFalse();
        assertThat(compacted.compacted()).isTrue();
    }

    private static Instant at(long seconds) {
        return Instant.ofEpochSecond(seconds);
    }
}
