/** The environment and the configuration file with its profiles. */
@NullMarked
package dev.lokistore.shell.config;

import org.jspecify.annotations.NullMarked;
