/**
 * Carries plans out: writes what is new, lets readers see it, removes what it replaces; with a journal, so that a run that
 * was cut off anywhere goes on or goes back.
 */
@NullMarked
package dev.lokistore.compactor.engine;

import org.jspecify.annotations.NullMarked;
