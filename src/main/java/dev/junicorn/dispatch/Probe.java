package dev.junicorn.dispatch;

import dev.junicorn.channel.SendResult;
import dev.junicorn.channel.SlotChannel;
import dev.junicorn.channel.SlotListener;
import dev.junicorn.channel.WorkerLink;
import dev.junicorn.event.Reason;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ResponseHead;
import dev.junicorn.exchange.Tunnel;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * One request of the server's own to a worker that takes none yet ({@code --reload-probe}). Its
 * answer goes nowhere but its status is judged. Confined to the dispatch loop.
 */
public final class Probe implements SlotListener {

  /**
   * Nothing else is in flight in this worker. Its scoreboard will go on naming this request as the
   * last one that was started, so it is one that no client's will have for a long time.
   */
  private static final int REQUEST_ID = Integer.MAX_VALUE;

  private final Consumer<Answer> listener;
  private int status;
  private boolean told;

  /** What came of a probe. */
  public sealed interface Answer {

    /** The app answered, whatever the status. */
    record Status(int code) implements Answer {}

    /** The app raised, or the worker ended. */
    record Failed(String message, String traceback) implements Answer {}
  }

  private Probe(Consumer<Answer> listener) {
    this.listener = listener;
  }

  /**
   * Sends {@code GET target} to the first slot of a worker that is not in the roster.
   *
   * @param listener is told once, on this loop; never where the app does not answer
   */
  public static void send(WorkerLink worker, String target, Consumer<Answer> listener) {
    Probe probe = new Probe(listener);
    if (worker.slots().isEmpty()) {
      probe.lost("", true);
      return;
    }
    SlotChannel slot = worker.slots().getFirst();
    slot.listen(probe);
    switch (slot.send(REQUEST_ID, head(target), new RequestBody.None())) {
      case SendResult.Plain.SENT -> {}
      case SendResult.Plain.NO_ROOM ->
          probe.tell(new Answer.Failed("The probe did not fit into the worker's inbox.", ""));
      case SendResult.Plain.SLOT_GONE -> probe.lost("", true);
      case SendResult.CannotBeStored(IOException why) ->
          probe.tell(new Answer.Failed("The probe cannot be sent: " + Reason.of(why), ""));
    }
  }

  private static RequestHead head(String text) {
    String target = Tunnel.of(text);
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    return new RequestHead(
        "GET",
        target,
        URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.ISO_8859_1),
        mark < 0 ? "" : target.substring(mark + 1),
        "HTTP/1.1",
        "http",
        List.of(new Header("Host", "localhost"), new Header("User-Agent", "junicorn-reload-probe")),
        new Endpoints("127.0.0.1", "0", "localhost", "80"));
  }

  @Override
  public void whole(int requestId, ResponseHead head, ByteBuf body, AppTime time) {
    body.release();
    tell(new Answer.Status(head.status()));
  }

  @Override
  public void file(int requestId, ResponseHead head, FileBody body, AppTime time) {
    body.close();
    tell(new Answer.Status(head.status()));
  }

  @Override
  public void begin(int requestId, ResponseHead head) {
    status = head.status();
  }

  @Override
  public void piece(int requestId, ByteBuf bytes) {
    bytes.release();
  }

  /** Nobody can leave: the server has asked. */
  @Override
  public void left(int requestId, AppTime time) {
    tell(new Answer.Status(status));
  }

  @Override
  public void end(int requestId, AppTime time) {
    tell(new Answer.Status(status));
  }

  @Override
  public void failed(int requestId, String message, String traceback, AppTime time) {
    tell(new Answer.Failed(message, traceback));
  }

  @Override
  public void freed(int requestId) {
    tell(new Answer.Failed(SlotAnswers.INTERRUPTED, ""));
  }

  @Override
  public void lost(String why, boolean threadEnded) {
    tell(new Answer.Failed("The worker ended before it answered.", ""));
  }

  private void tell(Answer answer) {
    if (!told) {
      told = true;
      listener.accept(answer);
    }
  }
}
