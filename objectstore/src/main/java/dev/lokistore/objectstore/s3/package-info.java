/** The AWS SDK client. */
@NullMarked
package dev.lokistore.objectstore.s3;

import org.jspecify.annotations.NullMarked;
