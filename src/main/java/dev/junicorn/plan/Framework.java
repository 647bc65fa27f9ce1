package dev.junicorn.plan;

/** What an app is written with, and how servers talk to it. */
public enum Framework {
  DJANGO("Django", Kind.WSGI),
  FLASK("Flask", Kind.WSGI),
  DASH("Dash", Kind.WSGI),
  BOTTLE("Bottle", Kind.WSGI),
  FALCON("Falcon", Kind.WSGI),
  PYRAMID("Pyramid", Kind.WSGI),
  WSGI("plain WSGI", Kind.WSGI),
  DJANGO_ASGI("Django", Kind.ASGI),
  FALCON_ASGI("Falcon", Kind.ASGI),
  FASTAPI("FastAPI", Kind.ASGI),
  STARLETTE("Starlette", Kind.ASGI),
  QUART("Quart", Kind.ASGI),
  LITESTAR("Litestar", Kind.ASGI),
  ASGI("plain ASGI", Kind.ASGI),
  AIOHTTP("aiohttp", "python FILE"),
  AZURE_FUNCTIONS("Azure Functions", "func start"),
  CHAINLIT("Chainlit", "chainlit run FILE"),
  GRADIO("Gradio", "python FILE"),
  NICEGUI("NiceGUI", "python FILE"),
  PANEL("Panel", "panel serve FILE"),
  ROBYN("Robyn", "python FILE"),
  SANIC("Sanic", "sanic MODULE:APP"),
  STREAMLIT("Streamlit", "streamlit run FILE"),
  TORNADO("Tornado", "python FILE");

  /** How a server talks to it. */
  public enum Kind {
    /** PEP 3333: what Junicorn serves. */
    WSGI,
    /** The asynchronous interface; needs an ASGI server such as uvicorn. */
    ASGI,
    /** It brings a server of its own. */
    OWN_SERVER
  }

  private final String label;
  private final Kind kind;
  private final String command;

  Framework(String label, Kind kind) {
    this(label, kind, "");
  }

  Framework(String label, String command) {
    this(label, Kind.OWN_SERVER, command);
  }

  Framework(String label, Kind kind, String command) {
    this.label = label;
    this.kind = kind;
    this.command = command;
  }

  /** Its name, as its users write it. */
  public String label() {
    return label;
  }

  public Kind kind() {
    return kind;
  }

  /** What starts one that brings a server of its own; empty for the others. */
  public String command() {
    return command;
  }
}
