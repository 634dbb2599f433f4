package io.messaging.embedded.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamedLineTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String written(List<String> items, int bufferBytes) {
        StreamedLine line = Replies.messages(items.size(), i -> utf8(items.get(i)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(bufferBytes);
        boolean complete = false;
        while (!complete) {
            complete = line.writeTo(buffer.clear());
            out.write(buffer.array(), 0, buffer.position());
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void writesTheSameLineWhateverTheRoom() {
        List<String> items = List.of("{}", "{\"a\":1}", "{\"b\":\"ünï\"}", "{\"c\":[1,2,3]}");
        for (int count = 0; count <= items.size(); count++) {
            List<String> some = items.subList(0, count);
            String expected = "MESSAGES JSON:"
                    + Base64.getEncoder().encodeToString(utf8("[" + String.join(",", some) + "]")) + "\r\n";
            for (int room = 4; room < 150; room++) {
                assertEquals(expected, written(some, room), count + " items, buffer of " + room);
            }
        }
    }

    private static List<String> split(String array, int pieceBytes) throws ProtocolException {
        List<String> items = new ArrayList<>();
        JsonArraySplitter splitter = new JsonArraySplitter(
                (bytes, from, length) -> items.add(new String(bytes, from, length, StandardCharsets.UTF_8)));
        byte[] bytes = utf8(array);
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            splitter.feed(bytes, at, Math.min(pieceBytes, bytes.length - at));
        }
        splitter.finish();
        return items;
    }

    @Test
    void splitsAnArrayHoweverItIsCut() throws ProtocolException {
        List<String> items = List.of("{}", "{\"a\":\"]}\\\"\\\\\"}", "{\"b\": [{}, [\"x,\"]]}", "{\"ü\":\"{\"}");
        String array = " [ " + String.join(" ,\n", items) + " ] ";
        for (int piece = 1; piece < array.length() + 5; piece++) {
            assertEquals(items, split(array, piece), "pieces of " + piece);
        }
        assertEquals(List.of(), split("[]", 1));
    }

    @Test
    void refusesWhatIsNoArrayOfObjects() {
        for (String wrong : List.of("", "[", "[{}", "{}", "[1]", "[\"x\"]", "[[]]", "[{}]]", "[{}][", "x")) {
            assertThrows(ProtocolException.class, () -> split(wrong, 3), wrong);
        }
    }
}
