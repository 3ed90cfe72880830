import json

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from notes.models import Note


def index(request):
    return HttpResponse("<h1>Notes</h1>")


@csrf_exempt
def notes(request):
    if request.method == "POST":
        Note.objects.create(text=json.loads(request.body)["text"])
    found = list(Note.objects.order_by("id").values_list("text", flat=True))
    return JsonResponse({"notes": found}, status=201 if request.method == "POST" else 200)
