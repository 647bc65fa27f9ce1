from webob.dec import wsgify


@wsgify
def app(request):
    return "Hello"
