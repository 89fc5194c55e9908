package dev.llmrouter.passthrough;

import static dev.llmrouter.wire.JsonRequest.malformed;

import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireFormat;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A form ({@code multipart/form-data}, RFC 7578) of which a router only needs the parts {@code model} and
 * {@code stream}. The model's new name is spliced in, and into the part's {@code Content-Length} where it has one; every
 * other byte, of files above all, arrives as sent. Immutable and thread-safe.
 */
public final class FormRequest implements WireRequest {

    private final Operation operation;
    private final byte[] form;
    private final String contentType;
    private final FormPart modelPart;
    private final String model;
    private final boolean stream;

    private FormRequest(
            Operation operation, byte[] form, String contentType, FormPart modelPart, String model, boolean stream) {
        this.operation = operation;
        this.form = form;
        this.contentType = contentType;
        this.modelPart = modelPart;
        this.model = model;
        this.stream = stream;
    }

    /**
     * Reads a form.
     *
     * @param contentType the header of the request, which says where parts end
     * @param form kept, not copied
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where it is no form, can be read in two ways, or
     *     has no {@code model}
     */
    public static FormRequest read(Operation operation, @Nullable String contentType, byte[] form) {
        if (contentType == null) {
            throw malformed("The request has no Content-Type, which has to say where the parts of its form end.", null);
        }
        List<FormPart> parts = new FormReader(form, FormBoundary.of(contentType)).parts();
        FormPart named = only("model", parts);
        if (named == null) {
            throw malformed(
                    "Missing required parameter: 'model'. GET /v1/models lists the names to choose from.", "model");
        }
        String model = named.text(form);
        if (named.isFile() || named.isCoded() || model.isBlank()) {
            throw malformed("Invalid type for 'model': expected a name.", "model");
        }
        FormPart stream = only("stream", parts);
        boolean isStream = stream != null && stream.text(form).equalsIgnoreCase("true");
        return new FormRequest(operation, form, contentType, named, model, isStream);
    }

    private static @Nullable FormPart only(String name, List<FormPart> parts) {
        FormPart only = null;
        for (FormPart part : parts) {
            if (part.name().equals(name)) {
                JsonRequest.once(only == null, name);
                only = part;
            }
        }
        return only;
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public boolean stream() {
        return stream;
    }

    @Override
    public int length() {
        return form.length;
    }

    @Override
    public String contentType() {
        return contentType;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException where the name has a line break, which could be taken for the end of the part
     */
    @Override
    public Buffer forModel(String providerModel) {
        if (providerModel.equals(model)) {
            return Buffer.buffer(form);
        }
        if (providerModel.indexOf('\r') >= 0 || providerModel.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the name of a model has no line breaks");
        }
        byte[] name = providerModel.getBytes(StandardCharsets.UTF_8);
        Buffer spliced = Buffer.buffer(form.length + name.length);
        int at = 0;
        FormPart.Place length = modelPart.length();
        if (length != null) {
            spliced.appendBytes(form, 0, length.from()).appendString(Integer.toString(name.length));
            at = length.to();
        }
        FormPart.Place value = modelPart.value();
        spliced.appendBytes(form, at, value.from() - at).appendBytes(name);
        return spliced.appendBytes(form, value.to(), form.length - value.to());
    }

    @Override
    public WireFormat format() {
        return PassedFormat.of(operation);
    }

    @Override
    public String toString() {
        return "FormRequest[" + operation.path() + ", " + model + ", " + form.length + " bytes]";
    }
}
