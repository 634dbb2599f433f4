package io.messaging.json;

/**
 * The scan of a usual message, in a single pass without a parser's objects: a server does it for every message it is
 * sent. It answers only where it is sure. Whatever is unusual (an exponent, an escape in a name, deep nesting, an
 * error) it leaves to {@link MessageScanner}, which alone decides what is valid and what to say about it.
 *
 * <p>Used by one thread, for one message.
 */
final class QuickScan {
    private static final int MAX_DEPTH = 60;
    private static final int MAX_NUMBER_BYTES = 100;
    private static final int MAX_NAME_BYTES = 1_000;
    private static final long MAX_ID_TENTH = Long.divideUnsigned(-1L, 10);
    private static final int MAX_ID_LAST_DIGIT = (int) Long.remainderUnsigned(-1L, 10);
    private static final int MAX_TTL_DIGITS = 18;

    // Not positions: what was found is for the other scanner, or the message is complete.
    private static final int UNSURE = -1;
    private static final int COMPLETE = -2;

    private final byte[] text;
    private final int start;
    private final int end;

    /** For each level around, from the lowest bit up, whether it is an object. */
    private long objects;

    private int depth;
    private boolean justOpened;

    /** Whether strings have bytes that are no ASCII; elsewhere they are unusual. */
    private boolean anyBeyondAscii;

    /** The name of the message's own field whose value comes next. */
    private Field field = Field.OTHER;

    private boolean hasId;
    private long id;
    private long ttlSeconds;

    private enum Field {
        ID,
        TTL,
        OTHER
    }

    private QuickScan(byte[] utf8, int offset, int length) {
        text = utf8;
        start = offset;
        end = offset + length;
    }

    /** Returns what {@link MessageScanner#scan} would give, or null where that has to be asked. */
    static MessageScanner scan(byte[] utf8, int offset, int length) {
        QuickScan scan = new QuickScan(utf8, offset, length);
        if (!scan.isMessage() || (scan.anyBeyondAscii && !Utf8.isValid(utf8, offset, length))) {
            return null;
        }
        return new MessageScanner(scan.id, (int) Math.min(scan.ttlSeconds, Integer.MAX_VALUE));
    }

    private boolean isMessage() {
        int at = skipSpace(start);
        if (at == end || text[at] != '{') {
            return false;
        }
        while (at >= 0) {
            at = nextValue(value(at));
        }
        return at == COMPLETE && hasId;
    }

    /** Passes a value, or the beginning of an object or array. */
    private int value(int at) {
        if (at >= end) {
            return UNSURE;
        }
        if (field != Field.OTHER) {
            return ownField(at);
        }
        return switch (text[at]) {
            case '"' -> string(at);
            case '{' -> open(at, true);
            case '[' -> open(at, false);
            case 't' -> literal(at, "true");
            case 'f' -> literal(at, "false");
            case 'n' -> literal(at, "null");
            default -> number(at);
        };
    }

    private int ownField(int at) {
        boolean isId = field == Field.ID;
        field = Field.OTHER;
        if (!isId && text[at] == 'n') {
            ttlSeconds = 0;
            return literal(at, "null");
        }
        int behind = digits(at);
        if (behind == at || (text[at] == '0' && behind > at + 1) || isNumberByte(behind)) {
            return UNSURE;
        }
        return isId ? id(at, behind) : ttl(at, behind);
    }

    private int id(int from, int behind) {
        if (behind - from > 20) {
            return UNSURE;
        }
        long tenth = decimal(from, behind - 1);
        int lastDigit = text[behind - 1] - '0';
        boolean fits = Long.compareUnsigned(tenth, MAX_ID_TENTH) < 0
                || (tenth == MAX_ID_TENTH && lastDigit <= MAX_ID_LAST_DIGIT);
        id = tenth * 10 + lastDigit;
        hasId = true;
        return fits ? behind : UNSURE;
    }

    private int ttl(int from, int behind) {
        if (behind - from > MAX_TTL_DIGITS) {
            return UNSURE;
        }
        ttlSeconds = decimal(from, behind);
        return behind;
    }

    private long decimal(int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (text[i] - '0');
        }
        return number;
    }

    private int open(int at, boolean object) {
        if (++depth > MAX_DEPTH) {
            return UNSURE;
        }
        objects = objects << 1 | (object ? 1 : 0);
        justOpened = true;
        return at + 1;
    }

    private boolean inObject() {
        return (objects & 1) != 0;
    }

    /** Goes on behind a value: past the ends of what it is in, a comma and a name, to the next value. */
    private int nextValue(int from) {
        int at = from;
        while (at != UNSURE && depth > 0) {
            at = skipSpace(at);
            if (at == end) {
                return UNSURE;
            }
            if (text[at] == (inObject() ? '}' : ']')) {
                depth--;
                objects >>>= 1;
                at++;
            } else if (justOpened) {
                justOpened = false;
                return member(at);
            } else {
                return text[at] == ',' ? member(skipSpace(at + 1)) : UNSURE;
            }
            justOpened = false;
        }
        return at != UNSURE && skipSpace(at) == end ? COMPLETE : UNSURE;
    }

    /** Passes the name of an object's field, and the colon. */
    private int member(int at) {
        if (!inObject()) {
            return at;
        }
        int behind = at < end && text[at] == '"' ? name(at + 1) : UNSURE;
        if (behind == UNSURE) {
            return UNSURE;
        }
        if (depth == 1) {
            int length = behind - 1 - (at + 1);
            field = is(at + 1, length, "id") ? Field.ID : is(at + 1, length, "ttl") ? Field.TTL : Field.OTHER;
        }
        int colon = skipSpace(behind);
        return colon < end && text[colon] == ':' ? skipSpace(colon + 1) : UNSURE;
    }

    private boolean is(int from, int length, String name) {
        return length == name.length() && matches(from, name);
    }

    private int name(int from) {
        int limit = Math.min(end, from + MAX_NAME_BYTES);
        int at = endOfPlain(from, limit);
        return at < limit && text[at] == '"' ? at + 1 : UNSURE;
    }

    private int string(int at) {
        int next = endOfPlain(at + 1, end);
        while (next < end && text[next] == '\\') {
            int last = escape(next + 1);
            if (last == UNSURE) {
                return UNSURE;
            }
            next = endOfPlain(last + 1, end);
        }
        return next < end && text[next] == '"' ? next + 1 : UNSURE;
    }

    /** Finds the first byte that a JSON string cannot hold as it stands: a quote, a backslash, a control character. */
    private int endOfPlain(int from, int limit) {
        int at = ByteScan.endOfPlain(text, from, limit);
        while (at < limit && text[at] < 0) {
            anyBeyondAscii = true;
            while (at < limit && text[at] < 0) {
                at++;
            }
            at = ByteScan.endOfPlain(text, at, limit);
        }
        return at;
    }

    /** Returns the place of an escape's last character. */
    private int escape(int at) {
        if (at >= end) {
            return UNSURE;
        }
        if (text[at] != 'u') {
            return "\"\\/bfnrt".indexOf(text[at]) >= 0 ? at : UNSURE;
        }
        if (at + 4 >= end) {
            return UNSURE;
        }
        for (int i = at + 1; i <= at + 4; i++) {
            if (text[i] < 0 || Character.digit(text[i], 16) < 0) {
                return UNSURE;
            }
        }
        return at + 4;
    }

    private int literal(int at, String word) {
        return at + word.length() <= end && matches(at, word) ? at + word.length() : UNSURE;
    }

    private boolean matches(int from, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (text[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int number(int at) {
        int from = at < end && text[at] == '-' ? at + 1 : at;
        int behind = digits(from);
        if (behind == from || (text[from] == '0' && behind > from + 1)) {
            return UNSURE;
        }
        if (behind < end && text[behind] == '.') {
            int fraction = behind + 1;
            behind = digits(fraction);
            if (behind == fraction) {
                return UNSURE;
            }
        }
        return behind - at > MAX_NUMBER_BYTES || isNumberByte(behind) ? UNSURE : behind;
    }

    private int digits(int from) {
        return ByteScan.endOfDigits(text, from, end);
    }

    /** An exponent, or something that is no number. */
    private boolean isNumberByte(int at) {
        return at < end
                && (text[at] == 'e' || text[at] == 'E' || text[at] == '.' || text[at] == '-' || text[at] == '+');
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < end && text[at] <= ' ' && isSpace(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
