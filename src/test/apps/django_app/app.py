"""Django in one file: hello, JSON, a form, an upload, a stream, cookies, an error."""

import hashlib

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(
        DEBUG=False,
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
    )


def hello(request):
    return HttpResponse("hello from Django %s\n" % django.get_version(), content_type="text/plain")


def as_json(request):
    return JsonResponse({"method": request.method, "args": request.GET.dict()})


def form(request):
    return JsonResponse(dict(request.POST.lists()))


def upload(request):
    """The digest of the form's file `file`, or of the bare body where there is no form."""
    part = request.FILES.get("file")
    data = part.read() if part else request.body
    return JsonResponse({"length": len(data), "md5": hashlib.md5(data).hexdigest()})


def stream(request):
    lines = ("line %d\n" % i for i in range(int(request.GET.get("n", "5"))))
    return StreamingHttpResponse(lines, content_type="text/plain")


def cookies(request):
    answer = JsonResponse(request.COOKIES)
    answer.set_cookie("flavour", "oat", httponly=True)
    return answer


def error(request):
    raise RuntimeError("on purpose")


urlpatterns = [
    path("", hello),
    path("json", as_json),
    path("form", form),
    path("upload", upload),
    path("stream", stream),
    path("cookies", cookies),
    path("error", error),
]

app = get_wsgi_application()
