/** The command that runs the compatibility kit, and compares what became of it. */
package io.messaging.cli.tck;
