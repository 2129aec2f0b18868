package dev.lokistore.index.bolt;

/** An element of a leaf page. */
final class PageRow implements Row {
    private final String file;
    private final Page page;
    private int index;

    PageRow(String file, Page page) {
        this.file = file;
        this.page = page;
    }

    PageRow at(int newIndex) {
        index = newIndex;
        return this;
    }

    @Override
    public byte[] buffer() {
        return page.bytes();
    }

    @Override
    public int keyOffset() {
        return page.keyOffset(index);
    }

    @Override
    public int keyLength() {
        return page.keyLength(index);
    }

    @Override
    public int valueOffset() {
        return page.valueOffset(index);
    }

    @Override
    public int valueLength() {
        return page.valueLength(index);
    }

    @Override
    public long position() {
        return page.position() + keyOffset();
    }

    @Override
    public String file() {
        return file;
    }
}
