package dev.junicorn.build;

/** Hears how a build goes, line by line, while it goes. May be called from several threads. */
public interface BuildReport {

  /** A sentence of ours: a step that begins, what it waits for, how long it took. */
  void say(String sentence);

  /** A line that a tool has printed, without its end; at most {@link Lines#LONGEST} characters. */
  void output(String line);
}
