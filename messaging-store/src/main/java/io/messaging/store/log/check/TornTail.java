package io.messaging.store.log.check;

/**
 * Where a log ends with something incomplete, as a killed process or a loss of power leaves it. Opening cuts it there. Immutable.
 *
 * @param file the file
 * @param offset where in it
 * @param records how many complete records are behind, which are cut as well
 */
public record TornTail(String file, long offset, long records) {
    TornTail withRecord() {
        return new TornTail(file, offset, records + 1);
    }
}
