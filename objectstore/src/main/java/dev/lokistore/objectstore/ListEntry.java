package dev.lokistore.objectstore;

/** What a one-level listing yields. */
public sealed interface ListEntry permits ObjectInfo, Folder {}
