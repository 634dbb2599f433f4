package io.messaging.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The JSON is read back where there is a parser: in the tests of the command line. */
class ReportWritersTest {
    @TempDir
    private Path directory;

    private TckReport withWaivers() throws IOException {
        return SampleReport.judge(
                SampleReport.waivers(directory, "RD-25 | 2026-12-31 | <issue> 12", "RD-01 | 2026-12-31 | over"),
                SampleReport.rules());
    }

    @Test
    void xmlParsesAndItsNumbersAgreeWithItsElements() throws Exception {
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        JUnitXmlReport.write(withWaivers()).getBytes(StandardCharsets.UTF_8)));
        Element suite = xml.getDocumentElement();
        assertCount(suite, "tests", "testcase");
        assertCount(suite, "failures", "failure");
        assertCount(suite, "errors", "error");
        assertCount(suite, "skipped", "skipped");
        assertEquals("messaging-tck: Sample <backend>", suite.getAttribute("name"));
        String failure = suite.getElementsByTagName("failure").item(0).getTextContent();
        assertTrue(failure.contains("missing: 18446744073709551615\nextra: 7, 8\nrepeated: 9\n"), failure);
        assertTrue(failure.contains("a <b>topic</b> & \"it's\" \\u0000\\u2028\uD83D\uDE00 \\ud83d ]]>"), failure);
    }

    @Test
    void xmlFailsWhatTheVerdictFails() throws Exception {
        String xml = JUnitXmlReport.write(withWaivers());
        assertEquals(3, occurrences(xml, "<failure "), "RD-13, one of RD-14's, and the waiver of RD-01");
        assertEquals(1, occurrences(xml, "<error "), "LIFE-05, which could not be checked");
        assertTrue(xml.contains("name=\"RD-01 is waived and passes: remove its waiver\""), xml);
        assertTrue(xml.contains("<skipped message=\"waived until 2026-12-31: &lt;issue&gt; 12\">"), xml);
        assertTrue(xml.contains("<skipped message=\"a SHOULD, which may be broken: "), xml);
    }

    private static void assertCount(Element suite, String attribute, String element) {
        NodeList found = suite.getElementsByTagName(element);
        assertEquals(suite.getAttribute(attribute), Integer.toString(found.getLength()), attribute);
    }

    @Test
    void thePageEscapesWhatBackendsSay() throws IOException {
        String html = HtmlReport.write(withWaivers());
        assertFalse(html.contains("<b>topic"), "a tag out of a topic name");
        assertTrue(html.contains("a &lt;b&gt;topic&lt;/b&gt; &amp; \"it's\" \\u0000\\u2028"), "escaped");
        assertTrue(html.contains("<h1>Sample &lt;backend&gt;</h1>"), "the label, escaped");
    }

    @Test
    void thePageNeedsNothingElse() throws IOException {
        String html = HtmlReport.write(withWaivers());
        assertFalse(html.contains("http:") || html.contains("https:"), "an address of another file");
        assertFalse(html.contains("<script") || html.contains("<link") || html.contains("src="), "another file");
        assertTrue(html.contains("<style>\n:root"), "the style sheet");
    }

    @Test
    void everyTileOfThePageLeadsToItsRule() throws IOException {
        String html = HtmlReport.write(withWaivers());
        for (RuleResult rule : SampleReport.rules()) {
            String target = "more-" + rule.rule().id() + "\"";
            assertEquals(1, occurrences(html, "href=\"#" + target), target);
            assertEquals(1, occurrences(html, "id=\"" + target), target);
        }
    }

    @Test
    void thePageUnfoldsFailuresToAllThatIsKnown() throws IOException {
        String html = HtmlReport.write(withWaivers());
        String rule = html.substring(html.indexOf("id=\"more-RD-13\""), html.indexOf("id=\"more-RD-14\""));
        for (String part : new String[] {
            "Expected",
            "Seen",
            "Missing (1)",
            "Extra (2)",
            "Repeated (1)",
            "Check this first",
            "Stack trace",
            "Thread dump"
        }) {
            assertTrue(rule.contains(part), () -> part + " is missing from " + rule);
        }
    }

    @Test
    void longListsOfIdsAreCutAndCounted() {
        String text = FailureText.ids(
                IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
        assertTrue(text.endsWith("98, 99, ... 5000 in all"), text);
    }

    private static int occurrences(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }
}
