package dev.junicorn.log;

/** Turns a served request into a line of the access log. Confined to the writer thread. */
@FunctionalInterface
interface AccessFormat {

  String line(Served served);
}
