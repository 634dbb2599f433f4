/** What the commands need to know of the terminal: width, colours, tables, a line that is rewritten. */
package io.messaging.cli.terminal;
