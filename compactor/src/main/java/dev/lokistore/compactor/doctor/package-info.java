/** Checks of a whole store from outside: access, bucket, configuration, health of the index. Nothing is changed. */
@NullMarked
package dev.lokistore.compactor.doctor;

import org.jspecify.annotations.NullMarked;
