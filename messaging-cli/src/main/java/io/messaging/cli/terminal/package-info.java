/** Terminal output: width, colours, tables, progress lines. */
package io.messaging.cli.terminal;
