package dev.lokistore.objectstore;

/** What a bucket can be asked about itself, each with S3's name of the permission. */
public enum BucketSetting {
    VERSIONING("versioning", "s3:GetBucketVersioning"),
    LIFECYCLE("lifecycle", "s3:GetLifecycleConfiguration"),
    POLICY("policy", "s3:GetBucketPolicy"),
    OBJECT_LOCK("object-lock", "s3:GetBucketObjectLockConfiguration"),
    /** Not a setting, but what comes of one. */
    VERSIONS("versions", "s3:ListBucketVersions");

    private final String label;
    private final String permission;

    BucketSetting(String label, String permission) {
        this.label = label;
        this.permission = permission;
    }

    /** As the query of S3's requests has it, nearly. */
    public String label() {
        return label;
    }

    public String permission() {
        return permission;
    }
}
