package dev.llmrouter.batch;

import dev.llmrouter.batch.TakenFile.Fate;
import dev.llmrouter.llm.LlmReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a file that is one request. The reply to a text is a text of the same name, that to JSON is JSON; where there is
 * none, the file goes into the failed folder with the error beside it, or is held until a person has decided on it.
 */
public final class AskFile implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(AskFile.class);
    private static final String JSON = "json";

    private final Asking asking;
    private final Folders folders;
    private final HeldFiles held;
    private final Stop stop = new Stop();

    /** Asks files of these folders; those that a person decides on are {@code held}. */
    public AskFile(Asking asking, Folders folders, HeldFiles held) {
        this.asking = asking;
        this.folders = folders;
        this.held = held;
    }

    /** Has those that wait for targets wait no longer; their files stay where they are. */
    public void stop() {
        stop.tell();
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        TakenFile file = TakenFile.of(exchange);
        boolean isJson = file.ending().equals(JSON);
        Answered answered = asking.ask(Line.only(read(file, isJson)), file.id() + "-1", stop);
        if (answered == null) {
            file.fate(Fate.LEFT, exchange);
        } else if (answered.reply() != null) {
            Parts.write(folders.outbox().resolve(file.name()), bytes(answered, answered.reply(), isJson));
            file.fate(Fate.ANSWERED, exchange);
        } else if (answered.heldBecause() != null) {
            LOG.info("the file {} is held: {}", file.name(), answered.heldBecause());
            Path place = held.note(file, answered.heldBecause(), asking.terms().tenant());
            exchange.setProperty(TakenFile.PLACE, place);
            file.fate(Fate.HELD, exchange);
        } else {
            String text = new String(answered.body(), StandardCharsets.UTF_8);
            LOG.warn("the file {} could not be answered: {}", file.name(), text);
            FailedFile.write(folders, file.name(), answered.status() > 0 ? answered.body() : unread(text));
            file.fate(Fate.FAILED, exchange);
        }
    }

    /** What is wrong with a line is told without the envelope that HTTP has. */
    private static byte[] unread(String error) {
        return ("{\"error\":" + error + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Answered answered, LlmReply reply, boolean isJson) {
        return isJson ? answered.body() : reply.text().getBytes(StandardCharsets.UTF_8);
    }

    /** A text is a prompt, whatever it begins with. */
    private static byte[] read(TakenFile file, boolean isJson) throws IOException {
        byte[] bytes = JsonLines.withoutMark(Files.readAllBytes(file.path()));
        return isJson ? bytes : LineFields.promptOf(new String(bytes, StandardCharsets.UTF_8));
    }
}
