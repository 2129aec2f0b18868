/** One class a command: parse, call one action, render one result. */
@NullMarked
package dev.lokistore.shell.command;

import org.jspecify.annotations.NullMarked;
