/** The minio-java client. */
@NullMarked
package dev.lokistore.objectstore.minio;

import org.jspecify.annotations.NullMarked;
