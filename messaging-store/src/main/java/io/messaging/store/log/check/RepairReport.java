package io.messaging.store.log.check;

/**
 * What a repair has done. Immutable.
 *
 * @param before what the directory held, with what is lost
 * @param records how many records were salvaged
 * @param directory the repaired directory; null where nothing was to be repaired
 * @param originals where the files are that it had before; null where they are still in their directory
 */
public record RepairReport(CheckReport before, long records, String directory, String originals) {}
