package dev.lokistore.shell.interactive;

import dev.lokistore.shell.command.StoreNames;

/**
 * Something that what is being typed can become.
 *
 * @param text all of it, unquoted; of a value in a selector as it stands between its quotes, with the closing one
 * @param shown in the list of proposals
 * @param about what a person may want to know of it; may be empty
 * @param whole whether nothing of the same word follows
 */
record Proposal(String text, String shown, String about, boolean whole) {
    static Proposal whole(String text, String about) {
        return new Proposal(text, text, about, true);
    }

    static Proposal part(String text, String about) {
        return new Proposal(text, text, about, false);
    }

    static Proposal of(StoreNames.Name name) {
        return whole(name.text(), name.about());
    }
}
