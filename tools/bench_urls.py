"""The site's addresses and one more: the bare view that the benchmark compares with."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config.urls import urlpatterns as site

CREATE = (
    "CREATE TABLE IF NOT EXISTS bench_answer (owner integer, criterion text, choice integer, "
    "PRIMARY KEY (owner, criterion))"
)
SELECT = "SELECT choice FROM bench_answer WHERE owner = %s"
UPSERT = (
    "INSERT INTO bench_answer (owner, criterion, choice) VALUES (%s, %s, %s) "
    "ON CONFLICT (owner, criterion) DO UPDATE SET choice = excluded.choice"
)


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """The least that can be called saving: read the session, one SELECT, one UPSERT."""
    owner = request.user.pk
    with connection.cursor() as cursor:
        cursor.execute(SELECT, [owner])
        rows = cursor.fetchall()
        cursor.execute(UPSERT, [owner, "first", request.POST.get("answer", 1)])
    return HttpResponse(str(len(rows)))


urlpatterns = [path("bare/", bare), *site]
