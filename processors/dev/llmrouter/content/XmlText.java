package dev.llmrouter.content;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads XML that a stranger wrote: a document type is refused, so there are no entities, and nothing is ever fetched;
 * what is nested without end is refused as well.
 */
final class XmlText {

    /** Recursive readers of a document would run out of stack. */
    private static final int DEEPEST = 200;

    private static final DocumentBuilderFactory FACTORY = factory();

    private XmlText() {}

    private static DocumentBuilderFactory factory() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setAttribute("http://www.oracle.com/xml/jaxp/properties/maxElementDepth", DEEPEST);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        factory.setNamespaceAware(true);
        return factory;
    }

    /** {@return the document that a text is; null where it is none, or one with a document type} */
    static @Nullable Document read(@Nullable Object text) {
        if (!(text instanceof String xml) || !xml.stripLeading().startsWith("<")) {
            return null;
        }
        try {
            DocumentBuilder builder = builder();
            // the default one prints to the console
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(xml.strip())));
        } catch (SAXException | IOException notXml) {
            return null;
        }
    }

    /** The factory is not thread-safe; what it makes is used once. */
    private static DocumentBuilder builder() {
        synchronized (FACTORY) {
            try {
                return FACTORY.newDocumentBuilder();
            } catch (ParserConfigurationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
