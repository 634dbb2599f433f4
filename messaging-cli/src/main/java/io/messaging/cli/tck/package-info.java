/** The command that runs the compatibility kit and compares reports. */
package io.messaging.cli.tck;
