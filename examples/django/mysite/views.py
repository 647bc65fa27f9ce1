import os

import django
from django.http import JsonResponse


def home(request):
    name = request.GET.get("name", "world")
    return JsonResponse({"message": f"Hello, {name}!", "django": django.get_version(), "worker": os.getpid()})
