package dev.lokistore.compactor.engine;

/** Told how a run goes, for people. Called by several threads. */
public interface RunEvents {
    RunEvents NONE = new RunEvents() {
        @Override
        public void step(String step, String subject) {}
    };

    /**
     * @param step what is done now: {@code writing index}, {@code removing old index}
     * @param subject of the task, such as a table's name
     */
    void step(String step, String subject);
}
