package dev.llmrouter.idempotency;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Records one behind the other, each with its length and a checksum. What is appended survives the process; a record that
 * was not written to its end, and all behind it, is not read again. For one thread at a time.
 */
final class AnswerFile implements Closeable {

    /** Told of each record and where it is. */
    @FunctionalInterface
    interface Reader {
        void take(long at, byte[] record) throws IOException;
    }

    private static final int HEAD = 8;
    private static final int LARGEST = 64 * 1024 * 1024;

    private final Path path;
    /** Not a channel, which an interrupted thread would close for all others. */
    private final RandomAccessFile file;

    private long length;

    private AnswerFile(Path path) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** Begins one. */
    static AnswerFile begin(Path path) throws IOException {
        return new AnswerFile(path);
    }

    /** Opens one, and has all of its records read. */
    static AnswerFile open(Path path, Reader reader) throws IOException {
        AnswerFile opened = new AnswerFile(path);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            while (true) {
                byte[] record = next(in);
                reader.take(opened.length, record);
                opened.length += HEAD + record.length;
            }
        } catch (EOFException end) {
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private static byte[] next(DataInputStream in) throws IOException {
        int size = in.readInt();
        int sum = in.readInt();
        if (size < 0 || size > LARGEST) {
            throw new EOFException();
        }
        byte[] record = in.readNBytes(size);
        if (record.length < size || sum != sum(record)) {
            throw new EOFException();
        }
        return record;
    }

    private static int sum(byte[] record) {
        CRC32 sum = new CRC32();
        sum.update(record);
        return (int) sum.getValue();
    }

    /** {@return where the record is from now on} What is half written where the disk is full is written over by the next. */
    long append(byte[] record) throws IOException {
        byte[] all = ByteBuffer.allocate(HEAD + record.length)
                .putInt(record.length)
                .putInt(sum(record))
                .put(record)
                .array();
        long at = length;
        file.seek(at);
        file.write(all);
        length += all.length;
        return at;
    }

    /** {@return the record that is there} */
    byte[] read(long at) throws IOException {
        file.seek(at);
        byte[] record = new byte[file.readInt()];
        file.readInt();
        file.readFully(record);
        return record;
    }

    /** {@return how many bytes it has} */
    long length() {
        return length;
    }

    /** Removes it from the disk. */
    void delete() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
