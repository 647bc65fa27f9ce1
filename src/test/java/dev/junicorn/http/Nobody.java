package dev.junicorn.http;

import java.io.IOException;

/** Hears everything and does nothing. */
final class Nobody implements BodyCollector.Listener, Outbox.Listener, SpoolFile.Progress {

  @Override
  public void bodyStored() {}

  @Override
  public void bodyFailed(IOException cause) {}

  @Override
  public void outboxMoved() {}

  @Override
  public void fileFailed(String why) {}

  @Override
  public void stored() {}

  @Override
  public void failed(IOException cause) {}
}
