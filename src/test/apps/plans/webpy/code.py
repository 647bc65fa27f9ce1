import web

urls = ("/(.*)", "hello")


class hello:
    def GET(self, name):
        return "Hello"


app = web.application(urls, globals())
application = app.wsgifunc()
