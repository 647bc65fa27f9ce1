package dev.junicorn.cli;

import java.util.List;

/**
 * A setting of a configuration file as an option.
 *
 * @param setting its name in the file
 * @param words as on a command line; none where its value says nothing
 * @param source the file and the line
 */
record FileOption(String setting, List<String> words, String source) {}
