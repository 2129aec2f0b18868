package dev.lokistore.objectstore;

/** The kinds of request that a store answers. */
public enum Operation {
    /** One page of a listing. */
    LIST,
    HEAD,
    /** A whole object. */
    GET,
    /** A range of an object. */
    READ,
    PUT,
    PUT_IF_ABSENT,
    /** Of one object onto another key, within the store. */
    COPY,
    /** One batch of keys. */
    DELETE,
    /** A question about the bucket itself, or a page of its versions. */
    INSPECT
}
