package dev.llmrouter.ledger;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * One file of the journal, in memory. A frame is the length of a record, the CRC32C of both, and the record, and begins
 * at a multiple of 8. Whoever appends takes the place for a frame, and writes the length last: what has a length is whole.
 * Pages that are written survive the process, and not the machine.
 *
 * <p>Any thread appends, one reads.
 */
final class Segment {

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEAD = 8;
    /** In place of a length: there was no place for the next frame, so that it stands in the next file. */
    private static final int END = -1;

    private static final int BLOCK = 1 << 16;

    private final long number;
    private final Path file;
    private final MappedByteBuffer bytes;
    private final boolean isOfOthers;
    private final AtomicInteger end = new AtomicInteger();

    private Segment(long number, Path file, MappedByteBuffer bytes, boolean isOfOthers) {
        this.number = number;
        this.file = file;
        this.bytes = bytes;
        this.isOfOthers = isOfOthers;
        bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * {@return a new one} Its blocks are taken now, since a disk that is full later would end the process.
     *
     * @param size in bytes, a multiple of 8
     * @throws IOException where the disk is full, or does not take it
     */
    static Segment create(long number, Path file, int size) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int at = 0; at < size; at += BLOCK) {
                ByteBuffer zeros = ByteBuffer.allocate(Math.min(BLOCK, size - at));
                while (zeros.hasRemaining()) {
                    channel.write(zeros, at + (long) zeros.position());
                }
            }
            return new Segment(number, file, channel.map(FileChannel.MapMode.READ_WRITE, 0, size), false);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** {@return what another process has left, to which nothing is appended} */
    static Segment recover(long number, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Segment(number, file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), true);
        }
    }

    long number() {
        return number;
    }

    boolean isOfOthers() {
        return isOfOthers;
    }

    /** Appends a record, which is not empty; {@return whether there was place for it} */
    boolean append(ByteBuffer record) {
        int length = record.remaining();
        int size = size(length);
        if (end.get() >= bytes.capacity()) {
            return false;
        }
        int at = end.getAndAdd(size);
        if (at < 0 || at >= bytes.capacity()) {
            return false;
        }
        if (size > bytes.capacity() - at) {
            INT.setRelease(bytes, at, END);
            return false;
        }
        bytes.put(at + HEAD, record.array(), record.arrayOffset() + record.position(), length);
        bytes.putInt(at + 4, checksum(record.array(), record.arrayOffset() + record.position(), length));
        INT.setRelease(bytes, at, length);
        return true;
    }

    /** {@return where the first whole frame begins from there on; -1 where none comes any more, and -2 where none has come yet} */
    int next(int from) {
        int at = from;
        while (at <= bytes.capacity() - HEAD) {
            int length = (int) INT.getAcquire(bytes, at);
            if (isOfOthers) {
                if (isWhole(at, length)) {
                    return at;
                }
                at += HEAD;
            } else {
                return length == 0 ? -2 : length == END ? -1 : at;
            }
        }
        return -1;
    }

    /** {@return the record of the frame that begins there} */
    ByteBuffer record(int at) {
        return bytes.slice(at + HEAD, bytes.getInt(at)).order(ByteOrder.BIG_ENDIAN);
    }

    /** {@return where the frame ends that begins there} */
    int after(int at) {
        return at + size(bytes.getInt(at));
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private boolean isWhole(int at, int length) {
        if (length <= 0 || length > bytes.capacity() - at - HEAD) {
            return false;
        }
        byte[] record = new byte[length];
        bytes.get(at + HEAD, record);
        return checksum(record, 0, length) == bytes.getInt(at + 4);
    }

    private static int size(int length) {
        return (HEAD + length + 7) & -8;
    }

    private static int checksum(byte[] record, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(length);
        sum.update(record, from, length);
        return (int) sum.getValue();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
