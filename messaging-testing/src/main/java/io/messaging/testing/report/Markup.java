package io.messaging.testing.report;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes HTML and SVG as XML, with the JDK's writer. Used by one thread. */
final class Markup {
    private interface Step {
        void write() throws XMLStreamException;
    }

    private final StringWriter out = new StringWriter();
    private final XMLStreamWriter writer;

    private Markup() {
        try {
            writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    static Markup html() {
        return new Markup().raw("<!DOCTYPE html>\n");
    }

    /** Starts an element; attributes are names and values in turn. */
    Markup start(String element, Object... attributes) {
        return write(() -> writer.writeStartElement(element)).attributes(attributes);
    }

    /** Writes an element without content. */
    Markup empty(String element, Object... attributes) {
        return write(() -> writer.writeEmptyElement(element)).attributes(attributes);
    }

    private Markup attributes(Object... attributes) {
        for (int i = 0; i < attributes.length; i += 2) {
            attribute((String) attributes[i], attributes[i + 1]);
        }
        return this;
    }

    Markup attribute(String name, Object value) {
        return write(() -> writer.writeAttribute(name, printable(value.toString())));
    }

    /** Ends the innermost element and its line. */
    Markup end() {
        return write(() -> {
            writer.writeEndElement();
            writer.writeCharacters("\n");
        });
    }

    Markup text(String text) {
        return write(() -> writer.writeCharacters(printable(text)));
    }

    /** Writes an element that holds only text. */
    Markup element(String element, String text, Object... attributes) {
        return start(element, attributes).text(text).end();
    }

    /** Adds text as it stands, such as a style sheet. */
    Markup raw(String text) {
        return write(() -> {
            writer.writeCharacters(""); // ends the start tag
            writer.flush();
            out.write(text);
        });
    }

    private Markup write(Step step) {
        try {
            step.write();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e); // memory does not fail
        }
    }

    /** Neither control characters nor half a surrogate pair can be part of a page. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c ->
                        (c < ' ' && c != '\n' && c != '\t') || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
