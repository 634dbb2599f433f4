package io.messaging.tck.report;

import java.io.StringWriter;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes XML, and HTML as XML, with the JDK's writer. Characters that XML cannot carry become {@code \\u} escapes,
 * whatever a backend put into a text. Used by one thread.
 */
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

    static Markup xml() {
        Markup markup = new Markup();
        return markup.write(() -> markup.writer.writeStartDocument("UTF-8", "1.0"))
                .raw("\n");
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

    private static String printable(String text) {
        return text.codePoints()
                .mapToObj(c -> isPrintable(c) ? Character.toString(c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    /** XML cannot express most control characters, nor half a surrogate pair. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.SURROGATE, Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
