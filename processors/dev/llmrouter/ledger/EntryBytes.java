package dev.llmrouter.ledger;

import dev.llmrouter.catalog.ExactPrice;
import dev.llmrouter.ledger.Entry.Asked;
import dev.llmrouter.ledger.Entry.Payer;
import dev.llmrouter.outcome.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An entry as bytes in the journal and back. Texts are cut to what their columns hold. */
final class EntryBytes {

    /** Of the form that follows; another is not understood. */
    private static final byte FORM = 2;

    /** What an entry has besides texts, at most. */
    private static final int NUMBERS = 160;

    /** Of a unit of UTF-16 in UTF-8, at most. */
    private static final int UNIT = 3;

    private static final int ASCII = 0x80;

    private static final int ABSENT = 0xFFFF;
    private static final int NAME = 256;
    private static final int CALL = 128;
    private static final int GROUPS = 512;
    static final int TAGS = 1024;

    private EntryBytes() {}

    /**
     * What changes between the two records of an attempt.
     *
     * @param endedMillis 0 while it goes on
     */
    record Numbers(
            long endedMillis,
            int number,
            boolean stream,
            Usage usage,
            long reservedNanos,
            long durationMicros,
            long firstMicros) {}

    /** {@return the bytes, from 0 to the limit} */
    static ByteBuffer of(Entry entry) {
        return of(
                entry.attempt(),
                new Numbers(
                        entry.endedMillis(),
                        entry.number(),
                        entry.target().stream(),
                        entry.usage(),
                        entry.reservedNanos(),
                        entry.durationMicros(),
                        entry.firstMicros()),
                entry.price(),
                texts(entry.call(), entry.payer(), entry.asked(), entry.target(), entry.tags()),
                entry.model(),
                entry.outcome());
    }

    /** {@return the same of an entry whose texts are bytes already} The cost follows from the rest. */
    static ByteBuffer of(
            long attempt,
            Numbers numbers,
            @Nullable ExactPrice price,
            byte[] texts,
            @Nullable String model,
            String outcome) {
        String name = cut(model, NAME);
        // of the size it needs: a call has a thread of its own, so nothing that a thread keeps is used again
        ByteBuffer bytes = ByteBuffer.allocate(NUMBERS + texts.length + size(name) + size(outcome));
        put(bytes, attempt, numbers, price);
        bytes.put(texts);
        put(bytes, name);
        put(bytes, outcome);
        return bytes.flip();
    }

    /** {@return the texts of an entry that are known when it begins} */
    static byte[] texts(String call, Payer payer, @Nullable String asked, Asked target, @Nullable String tags) {
        @Nullable
        String[] all = {
            cut(call, CALL),
            payer.purpose(),
            cut(payer.organization(), NAME),
            cut(payer.tenant(), NAME),
            cut(payer.user(), NAME),
            cut(payer.key(), NAME),
            cut(payer.groups(), GROUPS),
            cut(asked, NAME),
            cut(target.target(), NAME),
            cut(target.provider(), NAME),
            cut(target.model(), NAME),
            target.operation(),
            cut(tags, TAGS)
        };
        int most = 0;
        for (String text : all) {
            most += size(text);
        }
        ByteBuffer bytes = ByteBuffer.allocate(most);
        for (String text : all) {
            put(bytes, text);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** {@return how many bytes it takes at most, with its length} */
    private static int size(@Nullable String text) {
        return Short.BYTES + (text == null ? 0 : UNIT * text.length());
    }

    private static void put(ByteBuffer bytes, long attempt, Numbers numbers, @Nullable ExactPrice price) {
        Usage usage = numbers.usage();
        bytes.put(FORM).putLong(attempt).putLong(numbers.endedMillis()).putInt(numbers.number());
        bytes.put((byte) ((numbers.stream() ? 1 : 0) | (usage.estimated() ? 2 : 0) | (price == null ? 0 : 4)));
        bytes.putLong(usage.input()).putLong(usage.cached()).putLong(usage.cacheWrite());
        bytes.putLong(usage.output()).putLong(usage.reasoning());
        if (price != null) {
            bytes.putLong(price.input()).putLong(price.cachedInput()).putLong(price.cacheWrite());
            bytes.putLong(price.output()).putLong(price.reasoning());
        }
        bytes.putLong(price == null ? 0 : price.nanoDollars(usage)).putLong(numbers.reservedNanos());
        bytes.putLong(numbers.durationMicros()).putLong(numbers.firstMicros());
    }

    /**
     * {@return the entry of these bytes}
     *
     * @throws IllegalArgumentException where they are of a form that this version does not know
     */
    static Entry read(ByteBuffer bytes) {
        byte form = bytes.get();
        if (form != FORM) {
            throw new IllegalArgumentException("form " + form + " of an entry is not known");
        }
        long attempt = bytes.getLong();
        long ended = bytes.getLong();
        int number = bytes.getInt();
        byte flags = bytes.get();
        Usage usage = new Usage(
                bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), (flags & 2) != 0);
        ExactPrice price = (flags & 4) == 0
                ? null
                : new ExactPrice(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        long cost = bytes.getLong();
        long reserved = bytes.getLong();
        long duration = bytes.getLong();
        long first = bytes.getLong();
        String call = text(bytes);
        Payer payer = new Payer(text(bytes), get(bytes), get(bytes), get(bytes), get(bytes), get(bytes));
        String asked = get(bytes);
        Asked target = new Asked(text(bytes), text(bytes), text(bytes), text(bytes), (flags & 1) != 0);
        String tags = get(bytes);
        String model = get(bytes);
        String outcome = text(bytes);
        return new Entry(
                attempt, ended, call, number, payer, asked, model, target, outcome, usage, price, cost, reserved,
                duration, first, tags);
    }

    private static @Nullable String cut(@Nullable String text, int most) {
        return text == null || text.length() <= most ? text : text.substring(0, most);
    }

    private static void put(ByteBuffer bytes, @Nullable String text) {
        if (text == null) {
            bytes.putShort((short) ABSENT);
            return;
        }
        int begin = bytes.position();
        bytes.putShort((short) text.length());
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one >= ASCII) {
                byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
                bytes.position(begin).putShort((short) encoded.length).put(encoded);
                return;
            }
            bytes.put((byte) one);
        }
    }

    private static String text(ByteBuffer bytes) {
        String text = get(bytes);
        return text == null ? "" : text;
    }

    /** PostgreSQL takes no zero in a text. */
    private static @Nullable String get(ByteBuffer bytes) {
        int length = bytes.getShort() & 0xFFFF;
        if (length == ABSENT) {
            return null;
        }
        byte[] encoded = new byte[length];
        bytes.get(encoded);
        return new String(encoded, StandardCharsets.UTF_8).replace('\0', ' ');
    }
}
