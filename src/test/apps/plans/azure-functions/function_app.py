import azure.functions as func

app = func.FunctionApp()


@app.route(route="hello")
def hello(request):
    return func.HttpResponse("ok")
