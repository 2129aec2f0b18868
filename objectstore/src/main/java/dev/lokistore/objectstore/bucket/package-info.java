/** What all clients of the S3 protocol have in common. */
@NullMarked
package dev.lokistore.objectstore.bucket;

import org.jspecify.annotations.NullMarked;
