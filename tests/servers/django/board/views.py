import json

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from .models import Device, Notice

PAGE = 10


def as_json(document, status=200):
    return JsonResponse(document, status=status, safe=False, json_dumps_params={"ensure_ascii": False})


def shown(notices):
    return list(notices.values("id", "title", "target"))


@require_GET
def notices_all(request):
    if "target" not in request.GET:
        raise BadRequest("whose notices?")
    targets = request.GET["target"].split()
    page = int(request.GET.get("page", 1))
    found = Notice.objects.filter(target__in=targets, title__contains=request.GET.get("q", "")).order_by("-id")
    return as_json({"page": page, "notices": shown(found[(page - 1) * PAGE : page * PAGE])})


@require_GET
def notices_list(request):
    return as_json(shown(Notice.objects.order_by("-id")[:PAGE]))


@csrf_exempt
@require_http_methods(["POST", "PUT"])
def device(request):
    """POST registers, PUT changes what it names; both answer with the whole."""
    try:
        settings = json.loads(request.body)
        name = settings.pop("id")
    except (ValueError, KeyError, AttributeError):
        return as_json({"error": "a JSON object with an id is wanted"}, 400)
    if not set(settings) <= {"subscriptions", "keywords", "alarm_switch"}:
        return as_json({"error": "there is no such setting"}, 400)
    if request.method == "POST":
        kept, is_new = Device.objects.get_or_create(id=name, defaults=settings)
    else:
        kept, is_new = get_object_or_404(Device, id=name), False
        for key, value in settings.items():
            setattr(kept, key, value)
        kept.save()
    answer = {key: getattr(kept, key) for key in ("id", "subscriptions", "keywords", "alarm_switch")}
    return as_json(answer, 201 if is_new else 200)


@login_required
def board(request):
    """A page with a form, which Django guards against requests from elsewhere."""
    if request.method == "POST":
        Notice.objects.create(title=request.POST["title"], target="board", author=request.user.username)
        return redirect("/board/")
    mine = Notice.objects.filter(target="board", author=request.user.username).order_by("-id")
    return render(request, "board.html", {"notices": mine[:PAGE], "visits": visit(request)})


def visit(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return request.session["visits"]
