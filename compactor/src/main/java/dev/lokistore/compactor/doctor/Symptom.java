package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.check.Severity;
import java.util.Locale;

/** All that doctor may find. The ids, in lower case with hyphens, are stable. */
public enum Symptom {
    STORE_UNREACHABLE(Severity.ERROR, "check host, port, TLS and name resolution from this machine"),
    CREDENTIALS_REFUSED(Severity.ERROR, "give the keys that Loki uses: a profile, AWS_*, or --loki-config"),
    BUCKET_MISSING(Severity.ERROR, "check the bucket's name and the endpoint; Loki does not create buckets on S3"),
    BUCKET_ELSEWHERE(Severity.ERROR, "name the bucket's own region and endpoint"),
    LIST_DENIED(
            Severity.ERROR, "grant s3:ListBucket on the bucket: without it Loki neither compacts nor finds its index"),
    READ_DENIED(Severity.ERROR, "grant s3:GetObject on the bucket's objects"),
    WRITE_DENIED(Severity.ERROR, "grant s3:PutObject on the bucket's objects, or use credentials that have it"),
    DELETE_DENIED(Severity.ERROR, "grant s3:DeleteObject on the bucket's objects; remove the probe object by hand"),
    STORE_FAILING(Severity.ERROR, "look into the server's own log"),
    NO_LOKI_STORE(Severity.ERROR, "name the prefix or the bucket that Loki writes to"),
    SEVERAL_STORES(Severity.ERROR, "name one of them as -s, with its prefix"),
    RULER_BUCKET_MISSING(Severity.ERROR, "create the ruler's bucket, or name the right one in ruler.storage"),
    RULER_BUCKET_UNREADABLE(Severity.WARNING, "check the ruler's bucket and its credentials"),
    VERSIONING_KEEPS_DATA(
            Severity.WARNING,
            "add a lifecycle rule that expires non-current versions, or switch versioning off: what Loki deletes is kept"),
    VERSIONING_ON(Severity.INFO, "expect that what Loki deletes stays as an old version"),
    LIFECYCLE_EATS_INDEX(
            Severity.ERROR,
            "remove the rule, or limit it to a prefix that holds neither index nor seed: use Loki's retention"),
    LIFECYCLE_EATS_CHUNKS(
            Severity.WARNING,
            "remove the rule, or make it longer than every retention period: the index outlives the chunks"),
    LIFECYCLE_ARCHIVES(Severity.WARNING, "move objects to a class only that can be read without restoring them"),
    OBJECT_LOCK(
            Severity.WARNING, "use a bucket without a default retention: Loki and its compactor cannot delete in time"),
    PUBLIC_BUCKET(Severity.ERROR, "remove the statement from the bucket's policy, unless the logs are for everyone"),
    POLICY_DENIES(Severity.WARNING, "take the statement out of the bucket's policy, or give it a condition"),
    SCHEMA_FROM_LATE(Severity.ERROR, "set from of the first period to the day of the oldest table or before"),
    INDEX_PREFIX_DIFFERS(
            Severity.ERROR, "put back the prefix of the days there is data for; begin a new period for another"),
    INDEX_PATH_DIFFERS(Severity.ERROR, "put back the index path of the days there is data for"),
    INDEX_STORE_DIFFERS(
            Severity.ERROR, "put back the index store of the days there is data for; begin a new period for another"),
    SCHEMA_VERSION_DIFFERS(
            Severity.ERROR, "put back the schema of the days there is data for; begin a new period for another"),
    INDEX_PERIOD_DIFFERS(Severity.ERROR, "put back the index period of the days there is data for"),
    INDEX_PERIOD_NOT_24H(
            Severity.ERROR, "set index.period to 24h from a day on that lies ahead: shipped indexes need it"),
    OBJECT_STORE_DIFFERS(Severity.ERROR, "name the object store that holds the data, in the period it was written in"),
    BUCKET_NOT_CONFIGURED(Severity.WARNING, "check bucketnames of the configuration against this store"),
    BUCKET_ORDER(
            Severity.ERROR,
            "put bucketnames back into the order in which the data was written; never change their number"),
    BUCKET_NAME_ODD(Severity.ERROR, "write bucketnames without spaces and empty parts"),
    FILESYSTEM_BESIDE_S3(
            Severity.WARNING, "remove the filesystem section, if no period uses it: releases differ in which wins"),
    REPLICATION_ABOVE_REPLICAS(
            Severity.ERROR, "lower replication_factor or raise write.replicas: writes need a majority of the factor"),
    INDEX_FILE_EMPTY(
            Severity.ERROR, "keep a copy and remove the object while no Loki writes: it fails queries of its table"),
    TABLE_MIXED_KINDS(Severity.ERROR, "find out which period the day belongs to; files of the other kind stay unread"),
    TABLE_STRAY_OBJECT(
            Severity.ERROR, "keep a copy and move the object out of index/: it may fail queries of its table"),
    INDEX_STRAY_OBJECT(Severity.WARNING, "move the object out of index/: it may fail listings of Loki's index"),
    TABLE_UNCOMPACTED(
            Severity.WARNING,
            "look into the compactor's log: it does not run, or fails at a table before this one; 'lokistore compact"
                    + " index' does its work offline"),
    TABLE_FUTURE(
            Severity.WARNING,
            "check clocks of clients and ingesters; retention comes to this table only after its day"),
    TABLE_OUTSIDE_SCHEMA(Severity.WARNING, "put the period into schema_config that gives the table its name"),
    TABLE_CONVERTED(
            Severity.INFO,
            "once Loki reads the TSDB table, 'lokistore convert --to tsdb --drop-old' removes the boltdb one"),
    TABLE_TWIN_INCOMPLETE(Severity.WARNING, "run 'lokistore convert --to tsdb' again: it adds what is lacking"),
    INDEX_UNREADABLE(Severity.ERROR, "look at the object with 'lokistore inspect', or restore it from a copy"),
    CHUNK_MISSING(Severity.ERROR, "find out what removed the objects; queries of these streams fail or have gaps"),
    CHUNK_ORPHAN(Severity.WARNING, "keep them until it is known why: no query finds them, and Loki never removes them"),
    DELETE_REQUEST_STUCK(
            Severity.WARNING, "check that the compactor runs with retention_enabled and reaches all tables"),
    RETENTION_BEHIND(
            Severity.WARNING, "look into the compactor's log; 'lokistore retention explain' tells about single chunks"),
    RETENTION_OFF(Severity.INFO, "set compactor.retention_enabled, if the periods are meant"),
    UPLOADS(Severity.INFO, ""),
    UPGRADE_BOLTDB(
            Severity.WARNING,
            "run 'lokistore convert --to tsdb' on these tables and take over the schema_config that it prints; or wait"
                    + " until retention has taken them"),
    UPGRADE_SCHEMA(
            Severity.WARNING,
            "begin a period with store tsdb and schema v13 on a day that lies ahead: 'lokistore schema' prints the"
                    + " schema_config to add it to; or set limits_config.allow_structured_metadata to false"),
    UPGRADE_SCHEMA_AHEAD(
            Severity.INFO, "see to a period with store tsdb and schema v13 in schema_config before the upgrade"),
    UPGRADE_SETTINGS(Severity.WARNING, "remove or replace the settings: the new release does not start with them"),
    CONFIG_NOTE(Severity.INFO, ""),
    CONFIG_CONTRADICTION(Severity.WARNING, "decide for one of the settings, and remove the other"),
    CONFIG_REFUSED(Severity.ERROR, "correct the configuration: Loki does not start with it, or does not find its data"),
    CHECK_FAILED(Severity.WARNING, "run doctor again; --only runs this check by itself");

    private final Severity severity;
    private final String remedy;

    Symptom(Severity severity, String remedy) {
        this.severity = severity;
        this.remedy = remedy;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    public String remedy() {
        return remedy;
    }
}
