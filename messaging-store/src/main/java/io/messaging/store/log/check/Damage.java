package io.messaging.store.log.check;

import java.util.List;

/**
 * A place in a directory that does not hold what was written to it. Immutable.
 *
 * @param file the file
 * @param offset where in it, in bytes
 * @param bytes how many; 0 where a whole file is missing
 * @param problem what is wrong
 * @param lost what was there, as far as that can be known, one text for each record
 */
public record Damage(String file, long offset, long bytes, String problem, List<String> lost) {}
