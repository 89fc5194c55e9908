package dev.llmrouter.openai;

import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.ImageContent.DetailLevel;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a user's message: text, images, sound and PDF files. */
final class PartReader {

    private static final String PDF = "application/pdf";

    private final List<String> dropped;

    PartReader(List<String> dropped) {
        this.dropped = dropped;
    }

    List<Content> read(JsonAt parts) {
        List<Content> contents = new ArrayList<>();
        for (JsonAt part : parts.items()) {
            Content content = part(part.object());
            if (content != null) {
                contents.add(content);
            }
        }
        return contents;
    }

    private @Nullable Content part(JsonAt part) {
        JsonAt type = part.at("type");
        String key = type.text();
        part.listUnknown(Set.of("type", key), dropped);
        return switch (key) {
            case "text" -> text(part.at(key).text());
            case "image_url" -> image(part.at(key).object());
            case "input_audio" -> audio(part.at(key).object());
            case "file" -> file(part.at(key).object());
            default -> throw type.bad("is none of text, image_url, input_audio, file");
        };
    }

    private static @Nullable Content text(String text) {
        // LangChain4j refuses a blank part, and beside others it says nothing
        return text.isBlank() ? null : TextContent.from(text);
    }

    private Content image(JsonAt image) {
        JsonAt url = image.at("url");
        DetailLevel detail = detail(image.at("detail"));
        if (url.text().startsWith("data:")) {
            DataUrl data = DataUrl.parse(url);
            return ImageContent.from(data.base64(), data.mimeType(), detail);
        }
        return ImageContent.from(uri(url), detail);
    }

    private DetailLevel detail(JsonAt detail) {
        String level = detail.textOrNull();
        if (level == null) {
            return DetailLevel.AUTO;
        }
        for (DetailLevel known : DetailLevel.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(level)) {
                return known;
            }
        }
        dropped.add(detail.path());
        return DetailLevel.AUTO;
    }

    private static URI uri(JsonAt url) {
        URI uri;
        try {
            uri = URI.create(url.text());
        } catch (IllegalArgumentException e) {
            throw url.bad("is not a URL");
        }
        if (!uri.isAbsolute()) {
            throw url.bad("is not an absolute URL");
        }
        return uri;
    }

    private static Content audio(JsonAt audio) {
        return AudioContent.from(
                audio.at("data").filledText(), "audio/" + audio.at("format").filledText());
    }

    private static Content file(JsonAt file) {
        if (!file.at("file_id").isAbsent()) {
            throw file.at("file_id").bad("names a file at OpenAI, which this model can't fetch; send file_data");
        }
        JsonAt data = file.at("file_data");
        if (!data.filledText().startsWith("data:")) {
            return PdfFileContent.from(data.text(), PDF);
        }
        DataUrl pdf = DataUrl.parse(data);
        if (!pdf.mimeType().equals(PDF)) {
            throw data.bad("is " + pdf.mimeType() + ", but this model is sent PDF files only");
        }
        return PdfFileContent.from(pdf.base64(), PDF);
    }

    /** {@code data:TYPE;base64,DATA} of RFC 2397; its data is not decoded, and so not checked. */
    private record DataUrl(String mimeType, String base64) {

        static DataUrl parse(JsonAt url) {
            String text = url.text();
            int comma = text.indexOf(',');
            String head = comma < 0 ? "" : text.substring("data:".length(), comma);
            if (!head.endsWith(";base64") || comma == text.length() - 1) {
                throw url.bad("is not of the form data:TYPE;base64,DATA");
            }
            String type = head.substring(0, head.indexOf(';'));
            if (type.isBlank()) {
                throw url.bad("does not say its type");
            }
            return new DataUrl(type, text.substring(comma + 1));
        }
    }
}
